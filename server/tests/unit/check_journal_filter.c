/* Which entries a filter fits. */
#include "control/journal_filter.h"
#include "tests/support/check_main.h"

static struct journal_entry sample(void)
{
	struct journal_entry entry = { .number = 7, .account = 3, .at_ms = 1000, .status = 404 };

	entry.text[JOURNAL_ID] = view_of("id-7");
	entry.text[JOURNAL_METHOD] = view_of("GET");
	entry.text[JOURNAL_TARGET] = view_of("/_case/demo/v1/files/x?limit=1");
	entry.text[JOURNAL_OPERATION] = view_of("files.get");
	return entry;
}

static const struct {
	const char *label;
	bool fits;
	struct journal_filter filter;
} rows[] = {
	{ "everything", true, { 0 } },
	{ "its account", true, { .account = 3 } },
	{ "another account", false, { .account = 4 } },
	{ "its operation", true, { .operation = "files.get" } },
	{ "a beginning without a star", false, { .operation = "files.g" } },
	{ "a beginning with a star", true, { .operation = "files.*" } },
	{ "another beginning", false, { .operation = "folders.*" } },
	{ "a star alone", true, { .operation = "*" } },
	{ "its method, in another case", true, { .method = "get" } },
	{ "another method", false, { .method = "POST" } },
	{ "its path, without selector and query", true, { .path = "/v1/files/x" } },
	{ "its path with the selector", false, { .path = "/_case/demo/v1/files/x" } },
	{ "a beginning of its path", true, { .path = "/v1/*" } },
	{ "its status", true, { .status_from = 404, .status_upto = 404 } },
	{ "its class", true, { .status_from = 400, .status_upto = 499 } },
	{ "another status", false, { .status_from = 200, .status_upto = 299 } },
	{ "the number before", true, { .after_number = 6 } },
	{ "its own number", false, { .after_number = 7 } },
	{ "its own time", true, { .since_ms = 1000 } },
	{ "a later time", false, { .since_ms = 1001 } },
	{ "its id", true, { .request = "id-7" } },
	{ "another id", false, { .request = "id-8" } },
	{ "all of them but one", false,
		{ .account = 3, .operation = "files.get", .method = "DELETE" } },
};

START_TEST(a_filter_fits_or_does_not)
{
	struct journal_entry entry = sample();

	ck_assert_msg(journal_filter_match(&rows[_i].filter, &entry) == rows[_i].fits, "%s",
		rows[_i].label);
}
END_TEST

START_TEST(no_operation_fits_no_name)
{
	struct journal_entry entry = sample();

	entry.text[JOURNAL_OPERATION] = (struct view){ 0 };
	ck_assert(!journal_filter_match(&(struct journal_filter){ .operation = "*" }, &entry));
	ck_assert(journal_filter_match(&(struct journal_filter){ 0 }, &entry));
}
END_TEST

static const struct {
	const char *text;
	int64_t from, upto; /* 0: refused */
} statuses[] = { { "404", 404, 404 }, { "4xx", 400, 499 }, { "2XX", 200, 299 }, { "", 0, 0 },
	{ "4", 0, 0 }, { "40x", 0, 0 }, { "6xx", 0, 0 }, { "099", 0, 0 }, { "4040", 0, 0 },
	{ "-04", 0, 0 } };

START_TEST(a_status_or_a_class_is_read)
{
	struct journal_filter filter = { 0 };
	bool ok = journal_filter_status(&filter, statuses[_i].text);

	ck_assert_msg(ok == (statuses[_i].from > 0), "'%s'", statuses[_i].text);
	ck_assert_int_eq(filter.status_from, statuses[_i].from);
	ck_assert_int_eq(filter.status_upto, statuses[_i].upto);
}
END_TEST

static const struct {
	const char *target, *path;
} paths[] = { { "/v1/files?a=/b", "/v1/files" }, { "/_case/x", "/" }, { "/_case/x?a", "/" },
	{ "/_case/x/", "/" }, { "/_case/x/v1", "/v1" }, { "/_casex/y", "/_casex/y" }, { "", "" } };

START_TEST(a_path_has_neither_selector_nor_query)
{
	struct view path = journal_filter_path(view_of(paths[_i].target));

	ck_assert_msg(
		view_is(path, paths[_i].path), "%s: %.*s", paths[_i].target, (int)path.n, path.p);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *cases = tcase_create("journal_filter");

	tcase_add_loop_test(cases, a_filter_fits_or_does_not, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, no_operation_fits_no_name);
	tcase_add_loop_test(cases, a_status_or_a_class_is_read, 0, (int)ARRAY_LEN(statuses));
	tcase_add_loop_test(cases, a_path_has_neither_selector_nor_query, 0, (int)ARRAY_LEN(paths));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
