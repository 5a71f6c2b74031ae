/* Signatures that real clients made (fixtures/vectors/other-vectors.json), against our keyed
 * hashes: upload authentication and both webhook schemes. SOURCE_DIR says where the repository
 * is; without it the current folder is taken for it. */
#include "base/digest.h"
#include "base/encode.h"
#include "base/text.h"
#include "json/json_value.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"
#include "tests/support/vectors.h"

static const struct json_value *vectors;

static void set_up(void)
{
	open_scope();
	vectors = vectors_load(&scope, "other-vectors.json");
}

static void check_signature(const struct json_value *row, const char *token, int64_t expire)
{
	const char *key = vectors_text(vectors_member(row, "input"), "private_key");
	const char *message = arena_printf(scope.arena, "%s%jd", token, (intmax_t)expire);
	uint8_t mac[DIGEST_SHA1];

	ck_assert_str_eq(message, vectors_text(row, "string_to_sign"));
	digest_hmac_sha1(view_of(key), view_of(message), mac);
	ck_assert_msg(strcmp(encode_hex_dup(scope.arena, mac, sizeof(mac)),
			      vectors_text(row, "signature")) == 0,
		"%s", vectors_text(row, "id"));
}

START_TEST(upload_signatures_are_those_of_the_clients)
{
	int checked = 0;

	for (const struct json_value *row = json_first(vectors_member(vectors, "upload_auth")); row;
		row = json_next(row)) {
		const struct json_value *input = vectors_member(row, "input");
		const struct json_value *pairs = json_member(input, "pairs");
		/* Rows without a signature say what a client fills in by itself. */
		if (!json_member(row, "signature"))
			continue;
		checked++;
		if (!pairs) {
			check_signature(row, vectors_text(input, "token"),
				vectors_integer(input, "expire"));
			continue;
		}
		for (const struct json_value *p = json_first(pairs); p; p = json_next(p)) {
			int64_t expire = 0;
			const char *digits = json_text_of(json_next(json_first(p)));
			ck_assert(text_int(view_of(digits), &expire));
			check_signature(row, json_text_of(json_first(p)), expire);
		}
	}
	ck_assert_int_ge(checked, 6);
}
END_TEST

static bool was_accepted(const struct json_value *row)
{
	return json_bool_of(vectors_member(vectors_member(row, "result"), "ok"));
}

START_TEST(millisecond_webhook_signatures_are_those_of_the_clients)
{
	int checked = 0;

	for (const struct json_value *row = json_first(vectors_member(vectors, "webhook_legacy"));
		row; row = json_next(row)) {
		if (!was_accepted(row))
			continue;
		const struct json_value *input = vectors_member(row, "input");
		uint8_t mac[DIGEST_SHA256];
		const char *message = arena_printf(scope.arena, "%jd.%s",
			(intmax_t)vectors_integer(input, "timestamp_ms"),
			vectors_text(input, "body"));
		digest_hmac_sha256(view_of(vectors_text(input, "secret")), view_of(message), mac);
		const char *want = arena_printf(scope.arena, "t=%jd,v1=%s",
			(intmax_t)vectors_integer(input, "timestamp_ms"),
			encode_hex_dup(scope.arena, mac, sizeof(mac)));
		ck_assert_msg(
			text_starts(vectors_text(vectors_member(row, "header"), "value"), want),
			"%s: %s", vectors_text(row, "id"), want);
		checked++;
	}
	ck_assert_int_ge(checked, 3);
}
END_TEST

/* The key is given in hex. */
static struct view key_of(const struct json_value *row)
{
	const char *hex = vectors_text(row, "key_hex");
	size_t n = strlen(hex) / 2;
	char *key = arena_alloc(scope.arena, n + 1);

	ck_assert(text_is_hex(view_of(hex), 2 * n));
	for (size_t i = 0; i < n; i++) {
		char digits[3] = { hex[2 * i], hex[2 * i + 1], '\0' };
		key[i] = (char)strtol(digits, NULL, 16);
	}
	return (struct view){ key, n };
}

START_TEST(second_webhook_signatures_are_those_of_the_clients)
{
	int checked = 0;

	for (const struct json_value *row = json_first(vectors_member(vectors, "webhook_standard"));
		row; row = json_next(row)) {
		if (!was_accepted(row))
			continue;
		const struct json_value *input = vectors_member(row, "input");
		uint8_t mac[DIGEST_SHA256];
		const char *message =
			arena_printf(scope.arena, "%s.%jd.%s", vectors_text(input, "webhook_id"),
				(intmax_t)vectors_integer(input, "timestamp_s"),
				vectors_text(input, "body"));
		digest_hmac_sha256(key_of(row), view_of(message), mac);
		const char *want = arena_printf(
			scope.arena, "v1,%s", encode_base64(scope.arena, mac, sizeof(mac)));
		/* A header may carry several signatures; one of them counts. */
		const char *header =
			vectors_text(vectors_member(row, "headers"), "webhook-signature");
		ck_assert_msg(
			strstr(header, want) != NULL, "%s: %s", vectors_text(row, "id"), want);
		checked++;
	}
	ck_assert_int_ge(checked, 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fixtures");
	TCase *cases = tcase_create("vectors");

	tcase_add_checked_fixture(cases, set_up, close_scope);
	tcase_add_test(cases, upload_signatures_are_those_of_the_clients);
	tcase_add_test(cases, millisecond_webhook_signatures_are_those_of_the_clients);
	tcase_add_test(cases, second_webhook_signatures_are_those_of_the_clients);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
