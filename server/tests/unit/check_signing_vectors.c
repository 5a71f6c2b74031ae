/* URLs that real clients signed and targets that must or must not verify
 * (fixtures/vectors/url-signing-vectors.json), against the verifier. SOURCE_DIR says where the
 * repository is; without it the current folder is taken for it. */
#include "base/text.h"
#include "delivery/delivery_url.h"
#include "delivery/signed_url.h"
#include "json/json_value.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"
#include "tests/support/vectors.h"

#include <string.h>

enum { MAX_PREFIXES = 4 };

static const struct json_value *vectors;
static int unreadable;

static void set_up(void)
{
	open_scope();
	unreadable = 0;
	vectors = vectors_load(&scope, "url-signing-vectors.json");
}

/* Scheme and host cut off; "/" when nothing follows. */
static const char *target_of(const char *url)
{
	const char *host = strstr(url, "://");

	ck_assert_msg(host != NULL, "%s", url);
	const char *path = strchr(host + 3, '/');
	return path ? path : "/";
}

/* The endpoint's path up to its query, with one slash at the end. */
static const char *prefix_of(const char *endpoint)
{
	struct view path = view_of(target_of(endpoint));

	path = view_split(&path, '?');
	bool slash = path.n > 0 && path.p[path.n - 1] == '/';
	return arena_printf(scope.arena, "%.*s%s", (int)path.n, path.p, slash ? "" : "/");
}

static bool verifies(
	const char *target, const char *key, const char *const *prefixes, size_t count, int64_t now)
{
	return signed_url_check(scope.arena, target, key, prefixes, count, now) == SIGNED_URL_VALID;
}

/* Whether the delivery side, which finds its prefixes in the URL itself, comes to the same verdict. URLs
 * that it refuses to read are counted. */
static bool delivery_agrees(const char *target, const char *key, int64_t now, bool want)
{
	struct view query = view_of(target);
	struct view path = view_split(&query, '?');
	struct delivery_url url;

	err_clear(&scope);
	if (!delivery_url_read(&scope, arena_strndup(scope.arena, path.p, path.n), query.p, &url)) {
		unreadable++;
		return true;
	}
	return verifies(target, key, url.prefixes, url.prefix_count, now) == want;
}

static void check_client(const struct json_value *row)
{
	const struct json_value *input = vectors_member(row, "input");
	const char *target = vectors_text(row, "wire_target"), *id = vectors_text(row, "id");
	const char *key = vectors_text(input, "private_key");
	const char *prefix = prefix_of(vectors_text(input, "url_endpoint"));
	bool want = json_bool_of(vectors_member(row, "verifies_on_wire"));
	int64_t now = vectors_integer(input, "now"), expiry = vectors_integer(row, "timestamp");

	/* The verdict is about the signature; one client signed for five seconds ago. */
	if (expiry < now)
		now = expiry;
	ck_assert_msg(verifies(target, key, &prefix, 1, now) == want, "%s", id);
	/* An endpoint of one segment is the account itself, as delivery sees it. */
	if (strcmp(prefix, "/") != 0 && !strchr(strchr(prefix + 1, '/') + 1, '/'))
		ck_assert_msg(delivery_agrees(target, key, now, want), "delivery: %s", id);
	if (!want)
		return;
	/* A second after its end it is over. */
	if (json_bool_of(vectors_member(row, "ik_t_in_url"))) {
		ck_assert_msg(verifies(target, key, &prefix, 1, expiry), "last second: %s", id);
		ck_assert_msg(signed_url_check(scope.arena, target, key, &prefix, 1, expiry + 1) ==
				      SIGNED_URL_EXPIRED,
			"expired: %s", id);
	}
}

START_TEST(signatures_of_clients_verify_as_the_reference_says)
{
	int checked = 0, unsigned_rows = 0;

	for (const struct json_value *row = json_first(vectors_member(vectors, "vectors")); row;
		row = json_next(row)) {
		if (json_kind_of(vectors_member(row, "verifies_on_wire")) == JSON_NULL) {
			unsigned_rows++;
			continue;
		}
		check_client(row);
		checked++;
	}
	ck_assert_int_eq(unsigned_rows, 0);
	ck_assert_int_eq(checked, 103);
	/* One with a bare '%', five that name no file. */
	ck_assert_int_eq(unreadable, 6);
}
END_TEST

START_TEST(published_urls_verify)
{
	int checked = 0;

	for (const struct json_value *row = json_first(vectors_member(vectors, "published")); row;
		row = json_next(row), checked++) {
		const struct json_value *input = vectors_member(row, "input");
		const char *target = target_of(vectors_text(row, "url")),
			   *key = vectors_text(input, "private_key");
		const char *prefix = prefix_of(vectors_text(input, "url_endpoint"));
		ck_assert_msg(verifies(target, key, &prefix, 1, vectors_integer(input, "now")),
			"%s", vectors_text(row, "id"));
		ck_assert_msg(delivery_agrees(target, key, vectors_integer(input, "now"), true),
			"delivery: %s", vectors_text(row, "id"));
	}
	ck_assert_int_eq(checked, 7);
	ck_assert_int_eq(unreadable, 0);
}
END_TEST

START_TEST(targets_are_accepted_or_refused_as_the_reference_says)
{
	int checked = 0;

	for (const struct json_value *row = json_first(vectors_member(vectors, "verification"));
		row; row = json_next(row), checked++) {
		const char *prefixes[MAX_PREFIXES];
		size_t count = 0;

		for (const struct json_value *p =
				json_first(vectors_member(row, "endpoint_prefixes"));
			p; p = json_next(p)) {
			ck_assert_uint_lt(count, MAX_PREFIXES);
			prefixes[count++] = json_text_of(p);
		}
		bool want = vectors_integer(row, "expected_status") == 200;
		ck_assert_msg(verifies(vectors_text(row, "request_target"),
				      vectors_text(row, "private_key"), prefixes, count,
				      vectors_integer(row, "now")) == want,
			"%s", vectors_text(row, "id"));
	}
	ck_assert_int_eq(checked, 30);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("delivery");
	TCase *cases = tcase_create("signing_vectors");

	tcase_add_checked_fixture(cases, set_up, close_scope);
	tcase_add_test(cases, signatures_of_clients_verify_as_the_reference_says);
	tcase_add_test(cases, published_urls_verify);
	tcase_add_test(cases, targets_are_accepted_or_refused_as_the_reference_says);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
