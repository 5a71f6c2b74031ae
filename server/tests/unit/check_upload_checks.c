/* The upload's checks: subjects, operators, quotes, absent fields, folders, refusals. */
#include "tests/support/check_main.h"
#include "upload/upload_checks.h"

#include <string.h>

static const struct file picture = { .name = "red_dress.png",
	.content = { .mime = "image/png", .size = 2048, .facts.width = 800, .facts.height = 600 } };
static const struct file text = { .name = "empty.txt",
	.content = { .mime = "text/plain", .size = 0 } };

enum verdict { PASSES, FAILS };

struct row {
	const char *checks;
	enum verdict of_picture, of_text;
};

/* clang-format off */
static const struct row rows[] = {
	/* As documented and in samples. */
	{ "\"request.folder\" : \"marketing/\"", PASSES, PASSES },
	{ "'request.folder' : 'marketing/'", PASSES, PASSES },
	{ "\"file.size\" < \"1mb\"", PASSES, PASSES },
	{ "'file.size' < '1mb'", PASSES, PASSES },
	/* Sizes. */
	{ "file.size < \"1kb\"", FAILS, PASSES },
	{ "file.size <= 2048", PASSES, PASSES },
	{ "file.size < 2048", FAILS, PASSES },
	{ "file.size >= 2kb", PASSES, FAILS },
	{ "file.size > '2KB'", FAILS, FAILS },
	{ "file.size = 0", FAILS, PASSES },
	{ "file.size NOT = 0", PASSES, FAILS },
	{ "file.size IN [0, '2kb']", PASSES, PASSES },
	{ "file.size NOT IN ['0', 1]", PASSES, FAILS },
	{ "file.size EXISTS", PASSES, PASSES },
	/* Dimensions: only pictures have them. */
	{ "\"file.width\" >= 800 AND \"file.height\" <= \"600\"", PASSES, FAILS },
	{ "file.width > 800", FAILS, FAILS },
	{ "file.width < 801", PASSES, FAILS },
	{ "file.width EXISTS", PASSES, FAILS },
	{ "file.height NOT EXISTS", FAILS, PASSES },
	{ "file.width NOT = 5", PASSES, PASSES },
	{ "file.width NOT = 800", FAILS, PASSES },
	{ "file.height NOT IN [600]", FAILS, PASSES },
	{ "file.height = 600.0", PASSES, FAILS },
	/* Names and types. */
	{ "file.mime : \"image/\"", PASSES, FAILS },
	{ "file.mime = \"text/plain\"", FAILS, PASSES },
	{ "file.mime IN ['image/jpeg', 'image/png']", PASSES, FAILS },
	{ "file.name : 'red'", PASSES, FAILS },
	{ "file.name : 'Red'", FAILS, FAILS },
	{ "file.name NOT = \"empty.txt\"", PASSES, FAILS },
	/* Fields of the form. */
	{ "request.fileName = 'as sent.png'", PASSES, PASSES },
	{ "request.isPrivateFile = 'true'", PASSES, PASSES },
	{ "request.isPrivateFile = \"false\"", FAILS, FAILS },
	{ "request.description : \"it's\"", PASSES, PASSES },
	{ "request.description = 'it\\'s \"red\"'", PASSES, PASSES },
	{ "request.tags = 'a,b,c'", PASSES, PASSES },
	{ "request.tags IN ['a']", FAILS, FAILS },
	{ "request.empty EXISTS", FAILS, FAILS },
	{ "request.empty = ''", FAILS, FAILS },
	{ "request.absent = 'x'", FAILS, FAILS },
	{ "request.absent : ''", FAILS, FAILS },
	{ "request.absent IN ['x']", FAILS, FAILS },
	{ "request.absent EXISTS", FAILS, FAILS },
	{ "request.absent NOT = 'x'", PASSES, PASSES },
	{ "request.absent NOT IN ['x']", PASSES, PASSES },
	{ "request.absent NOT EXISTS", PASSES, PASSES },
	{ "request.folder EXISTS", PASSES, PASSES },
	/* Combinations. */
	{ "file.size < 1kb AND file.mime : 'image/'", FAILS, FAILS },
	{ "file.size < 1kb OR file.mime : 'image/'", PASSES, PASSES },
	{ "(file.width > 10 OR file.mime = 'text/plain') AND request.folder : '/marketing'", PASSES, PASSES },
	{ "file.size < 1 OR file.width > 10 AND file.width > 10000", FAILS, PASSES },
};

struct folder {
	const char *sent, *checks;
	enum verdict verdict;
};

static const struct folder folders[] = {
	{ "marketing/", "request.folder : 'marketing/'", PASSES },
	{ "marketing", "request.folder : 'marketing/'", PASSES },
	{ "/marketing", "request.folder : 'marketing/'", PASSES },
	{ "/marketing/", "request.folder : 'marketing/'", PASSES },
	{ "//marketing//2024", "request.folder : 'marketing/'", PASSES },
	{ "marketing/2024", "request.folder : '/marketing/'", PASSES },
	{ "marketing/2024", "request.folder : '/marketing/20'", PASSES },
	{ "marketing/2024", "request.folder : '/marketing/20/'", FAILS },
	{ "marketing-old", "request.folder : 'marketing/'", FAILS },
	{ "marketing-old", "request.folder : 'marketing'", PASSES },
	{ "old/marketing", "request.folder : 'marketing/'", FAILS },
	{ "Marketing", "request.folder : 'marketing/'", FAILS },
	{ "/", "request.folder : 'marketing/'", FAILS },
	{ "/", "request.folder : '/'", PASSES },
	{ "a", "request.folder : '/'", PASSES },
	{ "/", "request.folder = '/'", PASSES },
	{ "a", "request.folder = '/'", FAILS },
	{ "/a/b", "request.folder = 'a/b/'", PASSES },
	{ "a/b/", "request.folder = '/a/b'", PASSES },
	{ "a/b/c", "request.folder = '/a/b'", FAILS },
	{ "a/b", "request.folder IN ['a', '/a/b/']", PASSES },
	{ "a/b", "request.folder NOT IN ['a', '/a/b/']", FAILS },
	{ "", "request.folder : '/'", FAILS },
	{ "", "request.folder NOT EXISTS", PASSES },
};

struct wrong {
	const char *checks;
	size_t at;
};

static const struct wrong wrongs[] = {
	/* The language. */
	{ "file.size", 10 },
	{ "\"file.size\" < ", 15 },
	{ "\"file.size < \"1mb\"", 15 },
	{ "'file.size' < '1mb", 15 },
	{ "file.size < 1mb and file.size > 1", 17 },
	{ "(file.size < 1mb", 17 },
	{ "file.mime IN 'x'", 14 },
	{ "NOT file.size < 1mb", 1 },
	{ "{\"file.size\": 5}", 2 },
	{ "name \"x\"", 6 },
	/* Subjects. */
	{ "size < 1mb", 1 },
	{ "file.colour = 'red'", 1 },
	{ "\"file.\" = 'x'", 1 },
	{ "\"request.\" = 'x'", 1 },
	{ "request = 'x'", 1 },
	{ "Request.folder = 'x'", 1 },
	{ "\"\" = 'x'", 1 },
	{ "file.size < 1mb OR 'é.x' EXISTS OR y EXISTS", 20 },
	{ "'é' = 'x' OR y EXISTS", 1 },
	/* Operators. */
	{ "file.size : 5", 11 },
	{ "file.width HAS '5'", 12 },
	{ "file.name HAS 'red'", 11 },
	{ "file.name < 'x'", 11 },
	{ "request.absent >= 5", 16 },
	/* Values, whether or not they matter. */
	{ "file.size < 'big'", 13 },
	{ "file.size < 1tb", 13 },
	{ "file.width < 1kb", 14 },
	{ "file.width < ''", 14 },
	{ "file.name = red", 13 },
	{ "request.absent = red", 18 },
	{ "request.isPrivateFile = true", 25 },
	{ "file.mime IN ['a', b]", 20 },
	{ "file.size >= 0 OR file.width IN [1, 'x']", 37 },
	{ "file.size < 0 AND file.mime = x", 31 },
};
/* clang-format on */

static struct upload_form *form_with_folder(struct scope *s, const char *folder)
{
	static const char *const fields[][2] = { { "fileName", "as sent.png" }, { "tags", "a,b" },
		{ "isPrivateFile", "true" }, { "description", "it's \"red\"" }, { "empty", "" },
		{ "tags", "c" } };
	struct upload_form *form = arena_alloc(s->arena, sizeof(*form));

	ck_assert(upload_form_add(form, s, "folder", view_of(folder)));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		ck_assert(upload_form_add(form, s, fields[i][0], view_of(fields[i][1])));
	return form;
}

static void expect(
	const char *checks, const char *folder, const struct file *file, enum verdict verdict)
{
	struct scope s = scope_open();
	bool ok = upload_checks_run(&s, checks, form_with_folder(&s, folder), file);

	ck_assert_msg(ok == (verdict == PASSES), "%s, %s to \"%s\": %s", checks, file->name, folder,
		ok ? "passed" : s.err.msg);
	if (ok) {
		ck_assert_int_eq(s.err.code, ERR_NONE);
	} else {
		ck_assert_int_eq(s.err.code, ERR_INVALID);
		ck_assert_str_eq(s.err.msg, "Your request failed 'checks' validation.");
		ck_assert_ptr_null(s.err.extra_key);
	}
	scope_close(&s);
}

START_TEST(a_picture_and_a_text_are_checked)
{
	expect(rows[_i].checks, "marketing/2024", &picture, rows[_i].of_picture);
	expect(rows[_i].checks, "marketing/2024", &text, rows[_i].of_text);
}
END_TEST

START_TEST(a_folder_is_compared_as_a_path)
{
	expect(folders[_i].checks, folders[_i].sent, &text, folders[_i].verdict);
}
END_TEST

START_TEST(a_mistake_is_found_wherever_it_stands)
{
	const struct wrong *row = &wrongs[_i];
	struct scope s = scope_open();

	ck_assert_msg(!upload_checks_run(&s, row->checks, form_with_folder(&s, "a"), &picture),
		"%s passed", row->checks);
	ck_assert_int_eq(s.err.code, ERR_INVALID);
	ck_assert_msg(
		strcmp(s.err.msg,
			"Your request contains invalid syntax for the checks parameter.") == 0,
		"%s: %s", row->checks, s.err.msg);
	ck_assert_str_eq(s.err.extra_key, "position");
	const char *want = arena_printf(s.arena, "%zu", row->at);
	ck_assert_msg(strcmp(s.err.extra_json, want) == 0, "%s: position %s, want %s", row->checks,
		s.err.extra_json, want);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *checks = tcase_create("upload_checks");

	tcase_add_loop_test(checks, a_picture_and_a_text_are_checked, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(checks, a_folder_is_compared_as_a_path, 0, (int)ARRAY_LEN(folders));
	tcase_add_loop_test(
		checks, a_mistake_is_found_wherever_it_stands, 0, (int)ARRAY_LEN(wrongs));
	suite_add_tcase(suite, checks);
	return check_run(suite);
}
