/* Conditions of queries: the documented examples, how values are read, refusals. */
#include "base/date_text.h"
#include "search/search_check.h"
#include "search/search_format.h"
#include "search/search_parse.h"
#include "search/search_value.h"
#include "tests/support/check_main.h"
#include "tests/support/search_examples.h"
#include "tests/support/search_print.h"

static const struct search_dialect dialect = { false, false };

static const char *checked(struct scope *s, const char *query, int64_t now_ms)
{
	const struct search_context context = { now_ms, search_examples_fields,
		ARRAY_LEN(search_examples_fields) };
	struct strbuf b = strbuf_init(s->arena, 1 << 20);
	struct search_node *node;
	struct search_tree *tree;

	if (!search_parse(s, query, &dialect, &node) || !search_check(s, node, &context, &tree))
		return s->err.msg;
	search_print_tree(&b, tree);
	return strbuf_text(&b);
}

static void expect(const char *query, const char *want)
{
	struct scope s = scope_open();
	const char *got = checked(&s, query, SEARCH_EXAMPLES_NOW);

	ck_assert_msg(strcmp(got, want) == 0, "%s: got %s", query, got);
	ck_assert_msg(s.err.code == ERR_NONE, "%s: code %d", query, s.err.code);
	scope_close(&s);
}

START_TEST(a_documented_query_is_understood)
{
	expect(search_examples[_i].query, search_examples[_i].checked);
}
END_TEST

struct row {
	const char *query, *want;
};

/* clang-format off */
static const struct row rows[] = {
	/* Numbers. */
	{ "width = 0", "WIDTH = 0" },
	{ "width = -1.25", "WIDTH = -1.25" },
	{ "width = 1e3", "WIDTH = 1000" },
	{ "width = 12E-2", "WIDTH = 0.12" },
	{ "\"customMetadata.price\" NOT IN [1, 2.5]", "price NOT IN 1, 2.5" },
	/* Sizes. */
	{ "size = 512", "SIZE = 512" },
	{ "size = \"512\"", "SIZE = 512" },
	{ "size = 10kb", "SIZE = 10240" },
	{ "size = \"10KB\"", "SIZE = 10240" },
	{ "size = 1.5Mb", "SIZE = 1572864" },
	{ "size = \"2gb\"", "SIZE = 2147483648" },
	{ "size = 0.3333kb", "SIZE = 341" },
	{ "size = 1.9", "SIZE = 1" },
	{ "size IN [1kb, \"1mb\", 7]", "SIZE IN 1024, 1048576, 7" },
	{ "size NOT = 5", "SIZE NOT = 5" },
	/* Dates. */
	{ "createdAt = 1970-01-01", "CREATED_AT = 0" },
	{ "createdAt = 1969-12-31T23:59:59.999Z", "CREATED_AT = -1" },
	{ "createdAt = 0000-01-01", "CREATED_AT = -62167219200000" },
	{ "createdAt = 9999-12-31T23:59:59.999", "CREATED_AT = 253402300799999" },
	{ "createdAt = 2024-02-29", "CREATED_AT = 1709164800000" },
	{ "createdAt = \"2024-02-29T01:02:03.456\"", "CREATED_AT = 1709168523456" },
	{ "createdAt = 2024-02-29T01:02:03Z", "CREATED_AT = 1709168523000" },
	{ "createdAt = \"2024-02-29T01:02:03+05:30\"", "CREATED_AT = 1709148723000" },
	{ "createdAt = 2024-02-29T01:02:03.5-01:00", "CREATED_AT = 1709172123500" },
	{ "createdAt IN [2020-01-01, \"1h\"]", "CREATED_AT IN 1577836800000, 1711884896789" },
	{ "updatedAt NOT = 0d", "UPDATED_AT NOT = 1711888496789" },
	{ "\"embeddedMetadata.DateTimeOriginal\" NOT EXISTS", "TAKEN_AT NOT EXISTS" },
	{ "\"customMetadata.purchaseDate\" <= 3w", "purchaseDate <= 1710074096789" },
	/* Booleans. */
	{ "\"customMetadata.active\" NOT = false", "active NOT = false" },
	{ "\"customMetadata.active\" EXISTS", "active EXISTS" },
	/* Options keep their type. */
	{ "\"customMetadata.rating\" = \"4\"", "rating = \"4\"" },
	{ "\"customMetadata.rating\" = 4", "rating = 4" },
	{ "\"customMetadata.rating\" NOT = true", "rating NOT = true" },
	{ "\"customMetadata.rating\" : \"4\"", "rating : \"4\"" },
	{ "\"customMetadata.rating\" NOT IN [\"a\", 1, false]", "rating NOT IN \"a\", 1, false" },
	{ "\"customMetadata.tuple\" NOT EXISTS", "tuple NOT EXISTS" },
	/* Paths. */
	{ "path = \"/\"", "PATH = \"/\"" },
	{ "path = \"\"", "PATH = \"/\"" },
	{ "path : \"a//b\"", "PATH : \"/a/b\"" },
	{ "path NOT IN [\"a\", \"/b/\"]", "PATH NOT IN \"/a\", \"/b\"" },
	/* Words. */
	{ "name HAS \"red-dress_2.jpg\"", "NAME HAS \"red-dress_2.jpg\" {red dress 2 jpg}" },
	{ "name HAS \"  Ünïcode—日本 🎉x\"", "NAME HAS \"  Ünïcode—日本 🎉x\" {Ünïcode 日本 x}" },
	{ "tags HAS \"a\"", "TAGS HAS \"a\" {a}" },
	{ "name : \"\"", "NAME : \"\"" },
	/* Places. */
	{ "\"embeddedMetadata.LocationTaken\" = \"-89.5,-179.25 0.5km\"", "PLACE = (-89.5 -179.25) 0.5km" },
	{ "\"embeddedMetadata.LocationTaken\" NOT = \" 90 , 180  5 km \"", "PLACE NOT = (90 180) 5km" },
	{ "\"embeddedMetadata.LocationTaken\" = \"1,2|3,4|5,6\"", "PLACE = (1 2) (3 4) (5 6)" },
	{ "\"embeddedMetadata.LocationTaken\" = \"1, 2 | 3, 4 | 5, 6 | 7, 8\"", "PLACE = (1 2) (3 4) (5 6) (7 8)" },
	{ "\"embeddedMetadata.LocationTaken\" EXISTS", "PLACE EXISTS" },
	/* Quoted names, nesting. */
	{ "\"name\" = \"x\" AND (\"size\" > 1 OR \"createdBy\" NOT IN [\"a\"])",
		"AND[NAME = \"x\"; OR[SIZE > 1; CREATED_BY NOT IN \"a\"]]" },
	{ "(id = \"a\" OR id = \"b\" AND id = \"c\") AND tags EXISTS",
		"AND[OR[ID = \"a\"; AND[ID = \"b\"; ID = \"c\"]]; TAGS EXISTS]" },
};

/* How long before, from an instant: the calendar's months and years end where they end. */
static const struct {
	const char *now, *relative, *want;
} dates[] = {
	{ "2024-03-31T12:34:56.789Z", "1m", "2024-02-29T12:34:56.789Z" },
	{ "2023-03-31T12:34:56.789Z", "1m", "2023-02-28T12:34:56.789Z" },
	{ "2100-03-30T00:00:00.000Z", "1m", "2100-02-28T00:00:00.000Z" },
	{ "2024-05-31T00:00:00.000Z", "1m", "2024-04-30T00:00:00.000Z" },
	{ "2024-05-31T00:00:00.000Z", "2m", "2024-03-31T00:00:00.000Z" },
	{ "2024-01-31T23:59:59.999Z", "1m", "2023-12-31T23:59:59.999Z" },
	{ "2024-01-15T00:00:00.000Z", "13m", "2022-12-15T00:00:00.000Z" },
	{ "2024-02-29T06:00:00.000Z", "1y", "2023-02-28T06:00:00.000Z" },
	{ "2024-02-29T06:00:00.000Z", "4y", "2020-02-29T06:00:00.000Z" },
	{ "2024-02-29T06:00:00.000Z", "12m", "2023-02-28T06:00:00.000Z" },
	{ "2000-02-29T06:00:00.000Z", "0y", "2000-02-29T06:00:00.000Z" },
	{ "2024-03-01T00:30:00.000Z", "1h", "2024-02-29T23:30:00.000Z" },
	{ "2024-03-01T00:30:00.000Z", "1d", "2024-02-29T00:30:00.000Z" },
	{ "2023-03-01T00:30:00.000Z", "1d", "2023-02-28T00:30:00.000Z" },
	{ "2024-03-01T00:30:00.000Z", "1w", "2024-02-23T00:30:00.000Z" },
	{ "2024-03-01T00:30:00.000Z", "007d", "2024-02-23T00:30:00.000Z" },
};

struct wrong {
	const char *query, *want;
	size_t at;
};

#define REFER "Please refer to the documentation for syntax specification."
#define BAD(field, kind, advice) "Invalid search query - " field " field must have a valid " kind \
	" value. Make sure the value is " advice ". " REFER
#define WRONG(field, kind) BAD(field, kind, "enclosed within quotes")
#define NUMBER(field) BAD(field, "number", "a number without quotes")
#define BOOLEAN(field) BAD(field, "boolean", "true or false, without quotes")
#define EXPECTED(sentence, at) "Invalid search query - expected " sentence " at position " #at ". " REFER, at

static const struct wrong wrongs[] = {
	/* The service's own. */
	{ "createdAt >= '2d'", WRONG("createdAt", "date"), 14 },
	{ "createdAt >= '2d' OR size < '2mb' OR format='png'", WRONG("createdAt", "date"), 14 },
	/* Kinds. */
	{ "name = x", WRONG("name", "string"), 8 },
	{ "name = 'red dress'", WRONG("name", "string"), 8 },
	{ "name HAS 5", WRONG("name", "string"), 10 },
	{ "name IN [\"a\", b]", WRONG("name", "string"), 15 },
	{ "id = 5", WRONG("id", "string"), 6 },
	{ "tags IN [sale]", WRONG("tags", "string"), 10 },
	{ "type = file", WRONG("type", "string"), 8 },
	{ "format = png", WRONG("format", "string"), 10 },
	{ "path = /a", WRONG("path", "string"), 8 },
	{ "createdBy = a@b.c", WRONG("createdBy", "string"), 13 },
	{ "width = \"500\"", NUMBER("width"), 9 },
	{ "height > 5px", NUMBER("height"), 10 },
	{ "height > 0x10", NUMBER("height"), 10 },
	{ "height > .5", NUMBER("height"), 10 },
	{ "height > 5.", NUMBER("height"), 10 },
	{ "height > 1e999", NUMBER("height"), 10 },
	{ "height > inf", NUMBER("height"), 10 },
	{ "height > +5", NUMBER("height"), 10 },
	{ "height > 1e", NUMBER("height"), 10 },
	{ "size > 1tb", WRONG("size", "size"), 8 },
	{ "size > \"1 mb\"", WRONG("size", "size"), 8 },
	{ "size > mb", WRONG("size", "size"), 8 },
	{ "size > \"\"", WRONG("size", "size"), 8 },
	{ "size > 1m", WRONG("size", "size"), 8 },
	{ "createdAt > yesterday", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 1700000000", WRONG("createdAt", "date"), 13 },
	{ "createdAt > d", WRONG("createdAt", "date"), 13 },
	{ "createdAt > -1d", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 1.5d", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 1D", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 1s", WRONG("createdAt", "date"), 13 },
	{ "createdAt > \"\"", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 2023-02-29", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 2024-13-01", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 2024-1-1", WRONG("createdAt", "date"), 13 },
	{ "createdAt > \"2024-01-01 00:00:00\"", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 2024-01-01T24:00:00", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 2024-01-01T00:00", WRONG("createdAt", "date"), 13 },
	{ "createdAt > 10000-01-01", WRONG("createdAt", "date"), 13 },
	{ "createdAt > true", WRONG("createdAt", "date"), 13 },
	{ "private = \"true\"", BOOLEAN("private"), 11 },
	{ "private = True", BOOLEAN("private"), 11 },
	{ "published = 1", BOOLEAN("published"), 13 },
	{ "\"customMetadata.price\" > \"5\"", NUMBER("customMetadata.price"), 26 },
	{ "\"customMetadata.active\" = yes", BOOLEAN("customMetadata.active"), 27 },
	{ "\"customMetadata.category\" = 5", WRONG("customMetadata.category", "string"), 29 },
	{ "\"customMetadata.purchaseDate\" > \"x\"", WRONG("customMetadata.purchaseDate", "date"), 33 },
	{ "\"customMetadata.rating\" > \"4\"", NUMBER("customMetadata.rating"), 27 },
	{ "\"customMetadata.rating\" <= true", NUMBER("customMetadata.rating"), 28 },
	{ "\"customMetadata.rating\" : 4", WRONG("customMetadata.rating", "string"), 27 },
	{ "\"customMetadata.tuple\" IN [x]",
		WRONG("customMetadata.tuple", "string, number or boolean"), 28 },
#define PLACE "\"embeddedMetadata.LocationTaken\" = "
#define WRONG_PLACE WRONG("embeddedMetadata.LocationTaken", "location"), 36
	{ PLACE "40", WRONG_PLACE },
	{ PLACE "\"\"", WRONG_PLACE },
	{ PLACE "\"40,100\"", WRONG_PLACE },
	{ PLACE "\"40,1005km\"", WRONG_PLACE },
	{ PLACE "\"40,100 5\"", WRONG_PLACE },
	{ PLACE "\"40,100 5mi\"", WRONG_PLACE },
	{ PLACE "\"40,100 -5km\"", WRONG_PLACE },
	{ PLACE "\"90.1,100 5km\"", WRONG_PLACE },
	{ PLACE "\"40,180.1 5km\"", WRONG_PLACE },
	{ PLACE "\"40 100 5km\"", WRONG_PLACE },
	{ PLACE "\"40,100|\"", WRONG_PLACE },
	{ PLACE "\"40,100|50\"", WRONG_PLACE },
	{ PLACE "\"40,100|50,105 5km\"", WRONG_PLACE },
	{ PLACE "\"nan,100 5km\"", WRONG_PLACE },
	/* Words of a list. */
	{ "type = \"Folder\"", EXPECTED("\"file\", \"file-version\" or \"folder\"", 8) },
	{ "type IN [\"file\", \"all\"]", EXPECTED("\"file\", \"file-version\" or \"folder\"", 18) },
	{ "format = \"jpeg\"", EXPECTED("a format, one of jpg, webp, png, gif, svg, avif, pdf, js, woff2, "
		"woff, ttf, otf, eot, css, txt, mp4, webm, mov, swf, ts, m3u8, ico,", 10) },
	{ "name HAS \" -_. \"", EXPECTED("one or more words after HAS", 10) },
	{ "tags HAS \"🎉\"", EXPECTED("one or more words after HAS", 10) },
	/* Operators. */
	{ "name > \"x\"", EXPECTED("=, :, IN, HAS, NOT = or NOT IN after \"name\", not >,", 6) },
	{ "name EXISTS", EXPECTED("=, :, IN, HAS, NOT = or NOT IN after \"name\", not EXISTS,", 6) },
	{ "tags = \"x\"", EXPECTED("IN, HAS, EXISTS, NOT IN or NOT EXISTS after \"tags\", not =,", 6) },
	{ "type : \"f\"", EXPECTED("=, IN, NOT = or NOT IN after \"type\", not :,", 6) },
	{ "id HAS \"x\"", EXPECTED("=, IN, NOT = or NOT IN after \"id\", not HAS,", 4) },
	{ "size : 5", EXPECTED("=, <, <=, >, >=, IN, NOT = or NOT IN after \"size\", not :,", 6) },
	{ "createdAt EXISTS",
		EXPECTED("=, <, <=, >, >=, IN, NOT = or NOT IN after \"createdAt\", not EXISTS,", 11) },
	{ "format NOT = \"png\"", EXPECTED("= or IN after \"format\", not NOT =,", 8) },
	{ "private NOT = true", EXPECTED("= after \"private\", not NOT =,", 9) },
	{ "path HAS \"x\"", EXPECTED("=, :, IN, NOT = or NOT IN after \"path\", not HAS,", 6) },
	{ "\"customMetadata.tuple\" = 5",
		EXPECTED("IN, EXISTS, NOT IN or NOT EXISTS after \"customMetadata.tuple\", not =,", 24) },
	{ "\"customMetadata.active\" IN [true]",
		EXPECTED("=, EXISTS, NOT = or NOT EXISTS after \"customMetadata.active\", not IN,", 25) },
	{ "\"customMetadata.price\" HAS \"5\"", EXPECTED("=, <, <=, >, >=, IN, EXISTS, NOT =, NOT IN or "
		"NOT EXISTS after \"customMetadata.price\", not HAS,", 24) },
	{ "\"embeddedMetadata.Keywords\" = \"x\"",
		EXPECTED("IN, EXISTS, NOT IN or NOT EXISTS after \"embeddedMetadata.Keywords\", not =,", 29) },
	{ PLACE "\"40,100 5km\" AND \"embeddedMetadata.LocationTaken\" < \"x\"",
		EXPECTED("=, EXISTS, NOT = or NOT EXISTS after \"embeddedMetadata.LocationTaken\", not <,", 86) },
	/* Fields. */
	{ "nme = \"x\"", EXPECTED("a known field, not \"nme\" (did you mean \"name\"?),", 1) },
	{ "Name = \"x\"", EXPECTED("a known field, not \"Name\" (did you mean \"name\"?),", 1) },
	{ "createdat > 2d", EXPECTED("a known field, not \"createdat\" (did you mean \"createdAt\"?),", 1) },
	{ "name = \"x\" AND colour = \"red\"", EXPECTED("a known field, not \"colour\",", 16) },
	{ "x = 1", EXPECTED("a known field, not \"x\",", 1) },
	{ "\"\" = 1", EXPECTED("a known field, not \"\",", 1) },
	{ "price > 5", EXPECTED("a known field, not \"price\" (did you mean \"customMetadata.price\"?),", 1) },
	{ "keywords EXISTS",
		EXPECTED("a known field, not \"keywords\" (did you mean \"embeddedMetadata.Keywords\"?),", 1) },
	{ "\"customMetadata.pric\" > 5", EXPECTED("a known field, not \"customMetadata.pric\" (did you mean "
		"\"customMetadata.price\"?),", 1) },
	{ "\"customMetadata.\" EXISTS", EXPECTED("a known field, not \"customMetadata.\",", 1) },
	{ "\"customMetadata\" EXISTS", EXPECTED("a known field, not \"customMetadata\",", 1) },
	{ "\"embeddedMetadata.Model\" EXISTS", EXPECTED("a known field, not \"embeddedMetadata.Model\",", 1) },
	{ "(name = \"x\") OR (tags EXISTS AND \"日本\" = 1)", EXPECTED("a known field, not \"日本\",", 34) },
};
/* clang-format on */

START_TEST(a_query_is_understood)
{
	expect(rows[_i].query, rows[_i].want);
}
END_TEST

START_TEST(a_relative_date_counts_back)
{
	struct scope s = scope_open();
	int64_t now, want;
	const char *label =
		arena_printf(s.arena, "%s before %s", dates[_i].relative, dates[_i].now);

	ck_assert(date_text_parse(view_of(dates[_i].now), &now));
	ck_assert(date_text_parse(view_of(dates[_i].want), &want));
	const char *got =
		checked(&s, arena_printf(s.arena, "createdAt > %s", dates[_i].relative), now);
	const char *line = arena_printf(s.arena, "CREATED_AT > %lld", (long long)want);
	ck_assert_msg(strcmp(got, line) == 0, "%s: got %s, want %s", label, got, line);
	scope_close(&s);
}
END_TEST

START_TEST(a_relative_date_may_lie_before_1970)
{
	/* 2024-03-31 less 100 and 400 years; 400 years are 146097 days. */
	expect("createdAt > 100y", "CREATED_AT > -1443871503211");
	expect("createdAt > 4800m", "CREATED_AT > -10910892303211");
	/* And is never earlier than the year 0. */
	expect("createdAt > 3000y", "CREATED_AT > -62167219200000");
	expect("createdAt > 99999999999y", "CREATED_AT > -62167219200000");
	expect("createdAt > 99999999999h", "CREATED_AT > -62167219200000");
	expect("createdAt > 9223372036854775807w", "CREATED_AT > -62167219200000");
}
END_TEST

START_TEST(a_wrong_query_is_refused)
{
	const struct wrong *row = &wrongs[_i];
	struct scope s = scope_open();
	const char *got = checked(&s, row->query, SEARCH_EXAMPLES_NOW);

	ck_assert_msg(s.err.code == ERR_INVALID, "%s: code %d: %s", row->query, s.err.code, got);
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", row->query, got);
	ck_assert_str_eq(s.err.extra_key, "position");
	ck_assert_str_eq(s.err.extra_json, arena_printf(s.arena, "%zu", row->at));
	scope_close(&s);
}
END_TEST

START_TEST(a_format_word_has_a_mime_type)
{
	struct scope s = scope_open();
	struct view rest = view_of(search_format_words(s.arena));
	size_t count = 0;

	while (rest.p) {
		struct view word = view_trim(view_split(&rest, ','));
		const char *text = arena_strndup(s.arena, word.p, word.n);
		ck_assert_msg(search_format_mime(text), "%s", text);
		expect(arena_printf(s.arena, "format = \"%s\"", text),
			arena_printf(s.arena, "FORMAT = \"%s\"", text));
		count++;
	}
	ck_assert_uint_eq(count, 22);
	scope_close(&s);
}
END_TEST

/* `1,1|1,1|…` */
static const char *polygon(struct arena *a, size_t points)
{
	struct strbuf b = strbuf_init(a, 1 << 16);

	for (size_t i = 0; i < points; i++)
		strbuf_str(&b, i > 0 ? "|1,1" : "1,1");
	return strbuf_text(&b);
}

START_TEST(a_polygon_has_so_many_points_and_no_more)
{
	struct scope s = scope_open();
	struct search_place place;

	ck_assert(search_value_place(s.arena, polygon(s.arena, SEARCH_VALUE_MAX_POINTS), &place));
	ck_assert_uint_eq(place.count, SEARCH_VALUE_MAX_POINTS);
	ck_assert(!search_value_place(
		s.arena, polygon(s.arena, SEARCH_VALUE_MAX_POINTS + 1), &place));
	scope_close(&s);
}
END_TEST

static const char *many_words(struct arena *a, int count)
{
	struct strbuf b = strbuf_init(a, 4096);

	strbuf_str(&b, "name HAS \"");
	for (int i = 0; i < count; i++)
		strbuf_printf(&b, "w%d ", i);
	strbuf_char(&b, '"');
	return strbuf_text(&b);
}

START_TEST(so_many_words_and_no_more)
{
	const struct search_context context = { 0 };
	struct scope s = scope_open();
	struct search_node *node;
	struct search_tree *tree;

	ck_assert(search_parse(&s, many_words(s.arena, SEARCH_CHECK_MAX_WORDS), &dialect, &node));
	ck_assert_msg(search_check(&s, node, &context, &tree), "%s", s.err.msg);
	ck_assert(
		search_parse(&s, many_words(s.arena, SEARCH_CHECK_MAX_WORDS + 1), &dialect, &node));
	ck_assert(!search_check(&s, node, &context, &tree));
	ck_assert_str_eq(s.err.msg,
		"Invalid search query - expected at most 100 words after HAS at position 10. "
		"Please refer to the documentation for syntax specification.");
	scope_close(&s);
}
END_TEST

START_TEST(a_tree_tells_whether_it_names_type)
{
	static const struct {
		const char *query;
		bool names;
	} queries[] = {
		{ "name = \"type\"", false },
		{ "type = \"file\"", true },
		{ "name = \"x\" OR (tags EXISTS AND type NOT = \"folder\")", true },
		{ "name = \"x\" OR (tags EXISTS AND size > 1)", false },
	};
	const struct search_context context = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		struct scope s = scope_open();
		struct search_node *node;
		struct search_tree *tree;
		ck_assert(search_parse(&s, queries[i].query, &dialect, &node));
		ck_assert(search_check(&s, node, &context, &tree));
		ck_assert_msg(
			search_check_names_type(tree) == queries[i].names, "%s", queries[i].query);
		scope_close(&s);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("search");
	TCase *check = tcase_create("search_check");

	tcase_add_loop_test(
		check, a_documented_query_is_understood, 0, (int)ARRAY_LEN(search_examples));
	tcase_add_loop_test(check, a_query_is_understood, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(check, a_relative_date_counts_back, 0, (int)ARRAY_LEN(dates));
	tcase_add_test(check, a_relative_date_may_lie_before_1970);
	tcase_add_loop_test(check, a_wrong_query_is_refused, 0, (int)ARRAY_LEN(wrongs));
	tcase_add_test(check, a_format_word_has_a_mime_type);
	tcase_add_test(check, a_polygon_has_so_many_points_and_no_more);
	tcase_add_test(check, so_many_words_and_no_more);
	tcase_add_test(check, a_tree_tells_whether_it_names_type);
	suite_add_tcase(suite, check);
	return check_run(suite);
}
