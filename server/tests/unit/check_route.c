/* Methods and paths against patterns, and the nearest ones to a slip. */
#include "dispatch/routes.h"
#include "http/route.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <string.h>

static bool handle(struct emulator *e, struct req *rq, struct reply *rp)
{
	(void)e;
	(void)rq;
	(void)rp;
	return true;
}

static const struct route table[] = {
	{ "GET", "/v1/files", handle, 0, "list", NULL, NULL },
	{ "GET", "/v1/files/{id}/details", handle, 0, "get", NULL, NULL },
	{ "PATCH", "/v1/files/{id}/details", handle, 0, "update", NULL, NULL },
	{ "DELETE", "/v1/files/{id}", handle, 0, "delete", NULL, NULL },
	{ "GET", "/v1/files/{id}/versions/{version}", handle, 0, "version", NULL, NULL },
	{ "POST", "/v1/files/purge", handle, 0, "purge", NULL, NULL },
	{ "GET", "/", handle, 0, "root", NULL, NULL },
};

/* clang-format off */
static const struct row {
	const char *label, *method, *path;
	enum route_result want;
	const char *operation, *first, *second;
} rows[] = {
	{ "no parameter", "GET", "/v1/files", ROUTE_FOUND, "list", NULL, NULL },
	{ "trailing slash", "GET", "/v1/files/", ROUTE_FOUND, "list", NULL, NULL },
	{ "one parameter", "GET", "/v1/files/abc/details", ROUTE_FOUND, "get", "abc", NULL },
	{ "one parameter, trailing slash", "GET", "/v1/files/abc/details/", ROUTE_FOUND, "get", "abc", NULL },
	{ "the method tells apart", "PATCH", "/v1/files/abc/details", ROUTE_FOUND, "update", "abc", NULL },
	{ "a parameter at the end", "DELETE", "/v1/files/abc", ROUTE_FOUND, "delete", "abc", NULL },
	{ "two parameters", "GET", "/v1/files/a/versions/b", ROUTE_FOUND, "version", "a", "b" },
	{ "HEAD is GET", "HEAD", "/v1/files/abc/details", ROUTE_FOUND, "get", "abc", NULL },
	{ "a parameter is decoded once", "DELETE", "/v1/files/a%2520b", ROUTE_FOUND, "delete", "a%20b", NULL },
	{ "an encoded slash is no separator", "DELETE", "/v1/files/a%2Fdetails", ROUTE_FOUND, "delete",
		"a/details", NULL },
	{ "encoded words match", "GET", "/v1/%66iles", ROUTE_FOUND, "list", NULL, NULL },
	{ "other scripts", "DELETE", "/v1/files/%C3%A9", ROUTE_FOUND, "delete", "\xc3\xa9", NULL },
	{ "a plus is a plus", "DELETE", "/v1/files/a+b", ROUTE_FOUND, "delete", "a+b", NULL },
	{ "dots are words", "DELETE", "/v1/files/..", ROUTE_FOUND, "delete", "..", NULL },
	{ "the root", "GET", "/", ROUTE_FOUND, "root", NULL, NULL },

	{ "another method", "PUT", "/v1/files", ROUTE_NONE, NULL, NULL, NULL },
	{ "HEAD is only GET", "HEAD", "/v1/files/abc", ROUTE_NONE, NULL, NULL, NULL },
	{ "methods are upper case", "get", "/v1/files", ROUTE_NONE, NULL, NULL, NULL },
	{ "words in other letters", "GET", "/V1/files", ROUTE_NONE, NULL, NULL, NULL },
	{ "a segment too many", "GET", "/v1/files/abc/details/more", ROUTE_NONE, NULL, NULL, NULL },
	{ "a segment too few", "GET", "/v1", ROUTE_NONE, NULL, NULL, NULL },
	{ "a double slash inside", "GET", "/v1//files", ROUTE_NONE, NULL, NULL, NULL },
	{ "a prefix", "GET", "/v1/file", ROUTE_NONE, NULL, NULL, NULL },
	{ "an encoded slash makes no route", "GET", "/v1%2Ffiles", ROUTE_NONE, NULL, NULL, NULL },
	{ "more segments than any pattern", "GET", "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", ROUTE_NONE, NULL,
		NULL, NULL },
	{ "no path", "OPTIONS", "*", ROUTE_NONE, NULL, NULL, NULL },

	{ "half an escape", "GET", "/v1/files/%/details", ROUTE_BAD_PATH, NULL, NULL, NULL },
	{ "an escape that is no hex", "GET", "/v1/%gg", ROUTE_BAD_PATH, NULL, NULL, NULL },
	{ "a zero byte", "DELETE", "/v1/files/a%00b", ROUTE_BAD_PATH, NULL, NULL, NULL },
	{ "not UTF-8", "DELETE", "/v1/files/%ff", ROUTE_BAD_PATH, NULL, NULL, NULL },
	{ "an overlong form", "DELETE", "/v1/files/%c0%af", ROUTE_BAD_PATH, NULL, NULL, NULL },
};
/* clang-format on */

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

START_TEST(a_path_is_matched_segment_by_segment)
{
	const struct row *row = &rows[_i];
	struct req rq = { .scope = &scope, .method = row->method, .path = row->path };
	const struct route *route = NULL;
	enum route_result got = route_match(table, ARRAY_LEN(table), &rq, &route);

	ck_assert_msg(got == row->want, "%s: %d", row->label, got);
	ck_assert_msg(scope.err.code == (got == ROUTE_BAD_PATH ? ERR_INVALID : ERR_NONE),
		"%s: code %d", row->label, scope.err.code);
	if (got != ROUTE_FOUND)
		return;
	ck_assert_msg(
		same(route->operation, row->operation), "%s: %s", row->label, route->operation);
	ck_assert_msg(same(rq.params[0], row->first), "%s: %s", row->label, rq.params[0]);
	ck_assert_msg(same(rq.params[1], row->second), "%s: %s", row->label, rq.params[1]);
}
END_TEST

static const struct slip {
	const char *label, *method, *path, *nearest;
} slips[] = {
	{ "a letter wrong", "GET", "/v1/flies", "GET /v1/files" },
	{ "the method wrong", "PUT", "/v1/files/abc/details", "GET /v1/files/{id}/details" },
	{ "the word wrong behind a parameter", "GET", "/v1/files/abc/detail",
		"GET /v1/files/{id}/details" },
	{ "capitals", "POST", "/v1/files/Purge", "POST /v1/files/purge" },
};

START_TEST(the_nearest_pattern_to_a_slip_comes_first)
{
	const struct slip *row = &slips[_i];
	struct req rq = { .scope = &scope, .method = row->method, .path = row->path };
	const char *got = route_nearest(scope.arena, table, ARRAY_LEN(table), &rq, 1);

	ck_assert_msg(strcmp(got, row->nearest) == 0, "%s: %s", row->label, got);
	const char *three = route_nearest(scope.arena, table, ARRAY_LEN(table), &rq, 3);
	ck_assert_msg(strncmp(three, got, strlen(got)) == 0, "%s: %s", row->label, three);
}
END_TEST

START_TEST(no_more_patterns_come_than_are_wanted_or_there)
{
	struct req rq = { .scope = &scope, .method = "GET", .path = "/v1/files" };
	size_t commas = 0;

	ck_assert_str_eq(route_nearest(scope.arena, table, ARRAY_LEN(table), &rq, 0), "");
	ck_assert_str_eq(route_nearest(scope.arena, table, 0, &rq, 3), "");
	for (const char *p = route_nearest(scope.arena, table, ARRAY_LEN(table), &rq, 100); *p; p++)
		commas += *p == ',';
	ck_assert_uint_eq(commas, ARRAY_LEN(table) - 1);
}
END_TEST

START_TEST(no_path_is_too_odd_for_the_nearest)
{
	static const char *const paths[] = { "", "*", "/", "//////////////////////////", "/%",
		"/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b" };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct req rq = { .scope = &scope, .method = "BREW", .path = paths[i] };
		ck_assert_ptr_nonnull(route_nearest(scope.arena, table, ARRAY_LEN(table), &rq, 3));
	}
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

/* The pattern with each parameter filled in by a word that no pattern holds. */
static const char *example_of(const struct route *route)
{
	char *path = arena_strdup(scope.arena, route->pattern);

	for (char *p = path; (p = strchr(p, '{')) != NULL;) {
		*p = 'x';
		char *end = strchr(p, '}');
		memmove(p + 1, end + 1, strlen(end));
	}
	return path;
}

static void check_table(const struct route *routes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *path = example_of(&routes[i]);
		struct req rq = { .scope = &scope, .method = routes[i].method, .path = path };
		const struct route *found = NULL;
		ck_assert_msg(route_match(routes, count, &rq, &found) == ROUTE_FOUND, "%s %s",
			routes[i].method, path);
		ck_assert_msg(found == &routes[i], "%s %s goes to %s", routes[i].method, path,
			found->operation);
		ck_assert_msg(routes[i].handler && routes[i].operation && *routes[i].operation,
			"%s", path);
	}
}

START_TEST(every_route_of_the_program_is_reached_by_its_own_path)
{
	check_table(routes_api, routes_api_count);
	check_table(routes_control, routes_control_count);
}
END_TEST

/* The service passes over parameters that it does not know; a slip at the control plane is told. */
START_TEST(every_route_of_the_control_plane_names_its_parameters)
{
	for (size_t i = 0; i < routes_control_count; i++)
		ck_assert_msg(routes_control[i].query, "%s", routes_control[i].operation);
	for (size_t i = 0; i < routes_api_count; i++)
		ck_assert_msg(!routes_api[i].query, "%s", routes_api[i].operation);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *cases = tcase_create("route");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_test(cases, every_route_of_the_control_plane_names_its_parameters);
	tcase_add_loop_test(cases, a_path_is_matched_segment_by_segment, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(cases, the_nearest_pattern_to_a_slip_comes_first, 0, ARRAY_LEN(slips));
	tcase_add_test(cases, no_more_patterns_come_than_are_wanted_or_there);
	tcase_add_test(cases, no_path_is_too_odd_for_the_nearest);
	tcase_add_test(cases, every_route_of_the_program_is_reached_by_its_own_path);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
