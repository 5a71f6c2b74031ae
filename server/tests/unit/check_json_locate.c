/* Lines, columns and paths of values: a table, and random documents whose writer notes where it put each
 * value. */
#include "base/strbuf.h"
#include "base/utf8.h"
#include "json/json_locate.h"
#include "tests/support/check_main.h"
#include "tests/support/parsed.h"

/* The value that so many values come before. */
static const struct json_value *find_nth(const struct json_value *v, size_t *before)
{
	if ((*before)-- == 0)
		return v;
	for (const struct json_value *m = json_first(v); m; m = json_next(m)) {
		const struct json_value *found = find_nth(m, before);
		if (found)
			return found;
	}
	return NULL;
}

struct row {
	const char *label, *text;
	size_t nth; /* value, counted from the root in written order */
	size_t offset, line, column;
	const char *path;
};

#define LONG_NAME "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" /* 63 */

/* clang-format off */
static const struct row rows[] = {
	{ "the root", "{}", 0, 0, 1, 1, "" },
	{ "the root after blanks", " \t\r\n  7", 0, 6, 2, 3, "" },
	{ "a member", "{\"a\":1}", 1, 5, 1, 6, "a" },
	{ "a member after a colon with blanks", "{\"a\" :\n\t1}", 1, 8, 2, 2, "a" },
	{ "the second element", "[1,2]", 2, 3, 1, 4, "[1]" },
	{ "in a list in an object", "{\"files\":[{},{},{},{\"tags\":[1,2]}]}", 8, 30, 1, 31, "files[3].tags[1]" },
	{ "a list in a list", "[[],[[9]]]", 4, 6, 1, 7, "[1][0][0]" },
	{ "columns count characters", "[\"\xc3\xa9\xf0\x9f\x98\x80\",1]", 2, 10, 1, 7, "[1]" },
	{ "a carriage return is a column", "[1,\r\n 2]", 2, 6, 2, 2, "[1]" },
	{ "brackets inside texts", "[\"]}[{,:\",true]", 2, 10, 1, 11, "[1]" },
	{ "escaped quotes", "[\"\\\"\\\\\",\"\\\\\",null]", 3, 13, 1, 14, "[2]" },
	{ "escapes in a name", "{\"\\u0061\\\"\":3}", 1, 12, 1, 13, "[\"a\\\"\"]" },
	{ "a name with a dot", "{\"a.b\":{\"c\":3}}", 2, 12, 1, 13, "[\"a.b\"].c" },
	{ "an empty name", "{\"\":3}", 1, 4, 1, 5, "[\"\"]" },
	{ "a name with a line feed", "{\"a\\nb\":3}", 1, 8, 1, 9, "[\"a\\nb\"]" },
	{ "a long plain name", "{\"" LONG_NAME "b\":3}", 1, 68, 1, 69, LONG_NAME "b" },
	{ "a longer name is cut", "{\"" LONG_NAME "bc\":3}", 1, 69, 1, 70, "[\"" LONG_NAME "b…\"]" },
	{ "a cut keeps characters whole", "{\"" LONG_NAME "éé\":3}", 1, 71, 1, 70, "[\"" LONG_NAME "…\"]" },
	{ "after numbers of every form", "[-1.5e+3,0,1E2,\"x\"]", 4, 15, 1, 16, "[3]" },
	{ "after empty ones", "{\"a\":{},\"b\":[],\"c\":\"\",\"d\":false}", 4, 26, 1, 27, "d" },
};
/* clang-format on */

START_TEST(a_value_is_found_where_it_stands)
{
	const struct row *row = &rows[_i];
	const struct json_value *root = parsed(row->text);
	struct json_place place;
	size_t before = row->nth;
	const struct json_value *v = find_nth(root, &before);

	ck_assert_msg(v != NULL, "%s", row->label);
	ck_assert_msg(
		json_locate(scope.arena, view_of(row->text), root, v, &place), "%s", row->label);
	ck_assert_msg(place.offset == row->offset, "%s: offset %zu", row->label, place.offset);
	ck_assert_msg(place.line == row->line && place.column == row->column, "%s: %zu:%zu",
		row->label, place.line, place.column);
	ck_assert_msg(strcmp(place.path, row->path) == 0, "%s: %s", row->label, place.path);
}
END_TEST

START_TEST(what_is_not_in_the_tree_is_not_found)
{
	static const char text[] = "{\"a\":[1]}";
	const struct json_value *root = parsed(text), *other = parsed(text);
	struct json_place place = { .line = 77 };

	ck_assert(!json_locate(scope.arena, view_of(text), root, other, &place));
	ck_assert(!json_locate(scope.arena, view_of(text), json_first(root), root, &place));
	ck_assert_uint_eq(place.line, 77);
}
END_TEST

/* A tree beside a text that it was not made of: nothing is read outside of it. */
START_TEST(another_text_does_no_harm)
{
	static const char *const texts[] = { "", "[", "{\"a", "\"", "\\", "[[[[[[[[",
		"{\"a\":\"\\" };
	const struct json_value *root = parsed("{\"a\":[1,{\"b\":\"c\"}],\"d\":\"e\"}");

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t n = strlen(texts[i]);
		char *copy = malloc(n ? n : 1); /* of that size, for the sanitizer */
		struct json_place place;
		ck_assert(copy != NULL);
		memcpy(copy, texts[i], n);
		for (size_t nth = 0, before = 0; nth < 6; nth++, before = nth) {
			const struct json_value *v = find_nth(root, &before);
			ck_assert(json_locate(
				scope.arena, (struct view){ copy, n }, root, v, &place));
			ck_assert_uint_le(place.offset, n);
			ck_assert_uint_ge(place.line, 1);
		}
		free(copy);
	}
}
END_TEST

START_TEST(every_depth_that_parses_is_found)
{
	char text[2 * JSON_MAX_DEPTH + 2] = { 0 };
	struct json_place place;

	memset(text, '[', JSON_MAX_DEPTH);
	text[JSON_MAX_DEPTH] = '1';
	memset(text + JSON_MAX_DEPTH + 1, ']', JSON_MAX_DEPTH);
	const struct json_value *root = parsed(text), *v = root;
	while (json_first(v))
		v = json_first(v);
	ck_assert(json_locate(scope.arena, view_of(text), root, v, &place));
	ck_assert_uint_eq(place.offset, JSON_MAX_DEPTH);
	ck_assert_uint_eq(strlen(place.path), 3 * JSON_MAX_DEPTH);
}
END_TEST

/* Writes a random document and notes the place of each value as it goes. */
struct author {
	uint64_t state;
	struct strbuf text;
	size_t line, column;
	struct json_place places[2000];
	size_t count;
};

static uint64_t roll(struct author *a, uint64_t sides)
{
	a->state ^= a->state << 13;
	a->state ^= a->state >> 7;
	a->state ^= a->state << 17;
	return a->state % sides;
}

/* One character. */
static void put(struct author *a, const char *character)
{
	strbuf_str(&a->text, character);
	a->column++;
	if (character[0] == '\n') {
		a->line++;
		a->column = 1;
	}
}

static void put_all(struct author *a, const char *ascii)
{
	for (; *ascii; ascii++)
		put(a, (char[]){ *ascii, '\0' });
}

static void put_blanks(struct author *a)
{
	static const char *const blanks[] = { " ", "\t", "\n", "\r" };

	while (roll(a, 3) == 0)
		put(a, blanks[roll(a, ARRAY_LEN(blanks))]);
}

static void put_text(struct author *a, const char *front)
{
	static const char *const pieces[] = { "a", "0", "{", "}", "[", "]", ",", ":", " ", "é", "€",
		"😀", "\\\"", "\\\\", "\\n", "\\u00e9", "\\ud83d\\ude00" };

	put(a, "\"");
	put_all(a, front);
	while (roll(a, 4) != 0) {
		const char *piece = pieces[roll(a, ARRAY_LEN(pieces))];
		if ((uint8_t)piece[0] < 0x80)
			put_all(a, piece);
		else
			put(a, piece);
	}
	put(a, "\"");
}

static void put_value(struct author *a, int depth);

static void put_children(struct author *a, bool named, int depth)
{
	size_t count = roll(a, 5);

	put(a, named ? "{" : "[");
	put_blanks(a);
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			put(a, ",");
			put_blanks(a);
		}
		if (named) { /* the number keeps names apart */
			put_text(a, arena_printf(scope.arena, "%zu-", i));
			put_blanks(a);
			put(a, ":");
			put_blanks(a);
		}
		put_value(a, depth + 1);
		put_blanks(a);
	}
	put(a, named ? "}" : "]");
}

static void put_value(struct author *a, int depth)
{
	static const char *const words[] = { "true", "false", "null", "0", "-1.5e3", "123456" };
	uint64_t kind = roll(a, depth < 6 ? 6 : 2);

	a->places[a->count++] =
		(struct json_place){ .offset = a->text.len, .line = a->line, .column = a->column };
	ck_assert_uint_lt(a->count, ARRAY_LEN(a->places));
	if (kind == 0)
		put_all(a, words[roll(a, ARRAY_LEN(words))]);
	else if (kind == 1)
		put_text(a, "");
	else
		put_children(a, kind % 2 == 0, depth);
}

static void check_document(struct author *a)
{
	const char *text = strbuf_text(&a->text);
	const struct json_value *root = parsed(text);

	for (size_t i = 0; i < a->count; i++) {
		const struct json_place *want = &a->places[i];
		struct json_place place;
		size_t before = i;
		const struct json_value *v = find_nth(root, &before);
		ck_assert_msg(v != NULL, "%s", text);
		ck_assert(json_locate(scope.arena, view_of(text), root, v, &place));
		ck_assert_msg(place.offset == want->offset && place.line == want->line &&
				      place.column == want->column,
			"value %zu: %zu:%zu instead of %zu:%zu in\n%s", i, place.line, place.column,
			want->line, want->column, text);
		ck_assert(utf8_valid(place.path, strlen(place.path)));
	}
	size_t past = a->count;
	ck_assert_msg(!find_nth(root, &past), "%s", text);
}

START_TEST(random_documents_are_located_as_they_were_written)
{
	size_t values = 0;

	for (uint64_t seed = 1; seed <= 1500; seed++) {
		static struct author a;
		a = (struct author){ .state = seed * UINT64_C(0x9e3779b97f4a7c15),
			.text = strbuf_init(scope.arena, 1 << 20),
			.line = 1,
			.column = 1 };
		put_blanks(&a);
		put_value(&a, 0);
		put_blanks(&a);
		check_document(&a);
		values += a.count;
		scope_close(&scope);
		scope = scope_open();
	}
	ck_assert_uint_gt(values, 10000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *cases = tcase_create("json_locate");

	tcase_set_timeout(cases, 60);
	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, a_value_is_found_where_it_stands, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, what_is_not_in_the_tree_is_not_found);
	tcase_add_test(cases, another_text_does_no_harm);
	tcase_add_test(cases, every_depth_that_parses_is_found);
	tcase_add_test(cases, random_documents_are_located_as_they_were_written);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
