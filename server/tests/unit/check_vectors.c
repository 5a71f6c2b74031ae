/* Signatures that real clients made (fixtures/vectors/other-vectors.json), against our keyed
 * hashes: upload authentication and both webhook schemes. SOURCE_DIR says where the repository
 * is; without it the current folder is taken for it. */
#include "base/digest.h"
#include "base/encode.h"
#include "base/fs.h"
#include "base/text.h"
#include "json/json_value.h"
#include "tests/support/check_main.h"

static struct scope scope;
static const struct json_value *vectors;

static void set_up(void)
{
	const char *source = getenv("SOURCE_DIR");
	char *text = NULL;
	size_t len = 0;

	scope = scope_open();
	const char *path = arena_printf(
		scope.arena, "%s/fixtures/vectors/other-vectors.json", source ? source : ".");
	ck_assert_msg(fs_read(&scope, path, 1 << 20, &text, &len), "%s", scope.err.msg);
	ck_assert_msg(json_parse(&scope, text, len, &vectors), "%s: %s", path, scope.err.msg);
}

static void tear_down(void)
{
	scope_close(&scope);
}

static const struct json_value *member(const struct json_value *row, const char *name)
{
	const struct json_value *m = json_member(row, name);

	ck_assert_msg(m != NULL, "no member '%s'", name);
	return m;
}

static const char *text(const struct json_value *row, const char *name)
{
	const char *value = json_text_of(member(row, name));

	ck_assert_msg(value != NULL, "'%s' is no text", name);
	return value;
}

static int64_t integer(const struct json_value *row, const char *name)
{
	int64_t value = 0;

	ck_assert_msg(json_int_of(member(row, name), &value), "'%s' is no whole number", name);
	return value;
}

static void check_signature(const struct json_value *row, const char *token, int64_t expire)
{
	const char *key = text(member(row, "input"), "private_key");
	const char *message = arena_printf(scope.arena, "%s%jd", token, (intmax_t)expire);
	uint8_t mac[DIGEST_SHA1];

	ck_assert_str_eq(message, text(row, "string_to_sign"));
	digest_hmac_sha1(view_of(key), view_of(message), mac);
	ck_assert_msg(
		strcmp(encode_hex_dup(scope.arena, mac, sizeof(mac)), text(row, "signature")) == 0,
		"%s", text(row, "id"));
}

START_TEST(upload_signatures_are_those_of_the_clients)
{
	int checked = 0;

	for (const struct json_value *row = json_first(member(vectors, "upload_auth")); row;
		row = json_next(row)) {
		const struct json_value *input = member(row, "input");
		const struct json_value *pairs = json_member(input, "pairs");
		/* Rows without a signature say what a client fills in by itself. */
		if (!json_member(row, "signature"))
			continue;
		checked++;
		if (!pairs) {
			check_signature(row, text(input, "token"), integer(input, "expire"));
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
	return json_bool_of(member(member(row, "result"), "ok"));
}

START_TEST(millisecond_webhook_signatures_are_those_of_the_clients)
{
	int checked = 0;

	for (const struct json_value *row = json_first(member(vectors, "webhook_legacy")); row;
		row = json_next(row)) {
		if (!was_accepted(row))
			continue;
		const struct json_value *input = member(row, "input");
		uint8_t mac[DIGEST_SHA256];
		const char *message = arena_printf(scope.arena, "%jd.%s",
			(intmax_t)integer(input, "timestamp_ms"), text(input, "body"));
		digest_hmac_sha256(view_of(text(input, "secret")), view_of(message), mac);
		const char *want = arena_printf(scope.arena, "t=%jd,v1=%s",
			(intmax_t)integer(input, "timestamp_ms"),
			encode_hex_dup(scope.arena, mac, sizeof(mac)));
		ck_assert_msg(text_starts(text(member(row, "header"), "value"), want), "%s: %s",
			text(row, "id"), want);
		checked++;
	}
	ck_assert_int_ge(checked, 3);
}
END_TEST

/* The key is given in hex. */
static struct view key_of(const struct json_value *row)
{
	const char *hex = text(row, "key_hex");
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

	for (const struct json_value *row = json_first(member(vectors, "webhook_standard")); row;
		row = json_next(row)) {
		if (!was_accepted(row))
			continue;
		const struct json_value *input = member(row, "input");
		uint8_t mac[DIGEST_SHA256];
		const char *message =
			arena_printf(scope.arena, "%s.%jd.%s", text(input, "webhook_id"),
				(intmax_t)integer(input, "timestamp_s"), text(input, "body"));
		digest_hmac_sha256(key_of(row), view_of(message), mac);
		const char *want = arena_printf(
			scope.arena, "v1,%s", encode_base64(scope.arena, mac, sizeof(mac)));
		/* A header may carry several signatures; one of them counts. */
		const char *header = text(member(row, "headers"), "webhook-signature");
		ck_assert_msg(strstr(header, want) != NULL, "%s: %s", text(row, "id"), want);
		checked++;
	}
	ck_assert_int_ge(checked, 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fixtures");
	TCase *cases = tcase_create("vectors");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, upload_signatures_are_those_of_the_clients);
	tcase_add_test(cases, millisecond_webhook_signatures_are_those_of_the_clients);
	tcase_add_test(cases, second_webhook_signatures_are_those_of_the_clients);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
