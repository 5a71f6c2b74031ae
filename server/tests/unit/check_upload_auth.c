/* Who uploads: each way to say so, what is missing or wrong in it, and tokens that are good once. */
#include "base/digest.h"
#include "base/encode.h"
#include "tests/support/check_main.h"
#include "tests/support/own_bench.h"
#include "upload/upload_auth.h"

/* Lower-case hex HMAC-SHA1 of the token with the expiry behind it. */
static const char *sign(const char *key, const char *token, const char *expire)
{
	uint8_t mac[DIGEST_SHA1];
	const char *text = arena_printf(bench.scope.arena, "%s%s", token, expire);

	digest_hmac_sha1(view_of(key), view_of(text), mac);
	return encode_hex_dup(bench.scope.arena, mac, sizeof(mac));
}

static const char *v1_form(
	const char *public_key, const char *key, const char *token, int64_t expire)
{
	struct arena *a = bench.scope.arena;
	const char *digits = arena_printf(a, "%jd", (intmax_t)expire);

	return arena_printf(a, "publicKey=%s|token=%s|expire=%s|signature=%s", public_key, token,
		digits, sign(key, token, digits));
}

static bool ask(const struct upload_auth *auth, const char *form, struct account *out)
{
	err_clear(&bench.scope);
	return upload_auth_account(
		&bench.emulator, &bench.scope, auth, bench_form(&bench.scope, form), out);
}

static void refused(
	const struct upload_auth *auth, const char *form, enum err_code code, const char *message)
{
	struct account a;

	ck_assert_msg(!ask(auth, form, &a), "accepted instead of: %s", message);
	ck_assert_msg(bench.scope.err.code == code, "code %d: %s", bench.scope.err.code, message);
	ck_assert_str_eq(bench.scope.err.msg, message);
}

static const struct upload_auth v1 = { 0 }, v2 = { .v2 = true };

#define FORBIDDEN "Your account cannot be authenticated."
#define BAD_TOKEN "Your request has invalid token."
#define BAD_PAYLOAD                                                                          \
	"Your request contains invalid payload. It does not match with the payload used to " \
	"generate token."
#define BAD_EXPIRE                                                                           \
	"Your request contains invalid expire parameter. Expire parameter should be a Unix " \
	"time in less than 1 hour into the future."

/* A signature that the service's own client made. */
START_TEST(a_signature_made_elsewhere_is_accepted)
{
	struct account a;

	ck_assert(ask(&(struct upload_auth){ .private_key = "private_key_test" }, "", &a));
	clock_set(bench.emulator.clock, CLOCK_GLOBAL,
		(struct clock_state){ CLOCK_FROZEN, INT64_C(1582269000000) });
	ck_assert_msg(ask(&v1,
			      "publicKey=public_x|token=your_token|expire=1582269249|"
			      "signature=e71bcd6031016b060d349d212e23e85c791decdd",
			      &a),
		"%s", bench.scope.err.msg);
	ck_assert_str_eq(a.private_key, "private_key_test");
}
END_TEST

START_TEST(a_private_key_is_an_account)
{
	struct account a, again;
	struct upload_auth auth = { .private_key = "private_demo" };

	ck_assert_msg(ask(&auth, "", &a), "%s", bench.scope.err.msg);
	ck_assert_str_eq(a.imagekit_id, "demo");
	auth.v2 = true;
	ck_assert(ask(&auth, "", &again));
	ck_assert_int_eq(again.row, a.row);
	/* A stranger's key becomes an account, always the same one. */
	auth = (struct upload_auth){ .private_key = "private_stranger" };
	ck_assert(ask(&auth, "", &a));
	ck_assert(text_starts(a.imagekit_id, "acct") && strlen(a.imagekit_id) == 12);
	ck_assert(ask(&auth, "", &again));
	ck_assert_int_eq(again.row, a.row);
}
END_TEST

START_TEST(strict_authentication_knows_configured_accounts_alone)
{
	struct account a;
	struct upload_auth auth = { .private_key = "private_stranger" };
	int64_t expire = BENCH_NOW_S + 100;

	bench.config.auth = CONFIG_AUTH_STRICT;
	refused(&auth, "", ERR_FORBIDDEN, FORBIDDEN);
	refused(&(struct upload_auth){ .selector = "stranger" }, "", ERR_FORBIDDEN, FORBIDDEN);
	refused(&v1, v1_form("public_stranger", "private_demo", "t", expire), ERR_FORBIDDEN,
		FORBIDDEN);
	ck_assert(ask(&v1, v1_form("public_demo", "private_demo", "t", expire), &a));
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM account"), 1);
}
END_TEST

START_TEST(a_selector_stands_in_for_a_key)
{
	struct account a;

	ck_assert(ask(&(struct upload_auth){ .selector = "demo" }, "", &a));
	ck_assert_str_eq(a.private_key, "private_demo");
	ck_assert(ask(&(struct upload_auth){ .selector = "case-1", .v2 = true }, "", &a));
	ck_assert_str_eq(a.private_key, "private_case-1");
	ck_assert(ask(&(struct upload_auth){ .selector = "case-1" },
		v1_form("public_demo", "private_demo", "t", BENCH_NOW_S + 9), &a));
	ck_assert_msg(strcmp(a.imagekit_id, "demo") == 0, "a signature says more than a selector");
}
END_TEST

START_TEST(without_any_proof_the_missing_field_is_named)
{
	refused(&v1, "", ERR_INVALID, "Your request is missing publicKey parameter.");
	refused(&v1, "publicKey=", ERR_INVALID, "Your request is missing publicKey parameter.");
	refused(&v1, "publicKey=k", ERR_INVALID, "Your request is missing token parameter.");
	refused(&v1, "publicKey=k|token=t", ERR_INVALID,
		"Your request is missing expire parameter.");
	refused(&v1, "publicKey=k|token=t|expire=1", ERR_INVALID,
		"Your request is missing signature parameter.");
	refused(&v2, "publicKey=k", ERR_INVALID, "Your request is missing token parameter.");
	refused(&v2, "token=", ERR_INVALID, "Your request is missing token parameter.");
}
END_TEST

START_TEST(two_proofs_are_one_too_many)
{
	struct upload_auth auth = { .private_key = "private_demo" };

	refused(&auth, v1_form("public_demo", "private_demo", "t", BENCH_NOW_S + 9), ERR_INVALID,
		"Your request contains both signature and basic auth parameter. Use only one "
		"method, "
		"you might be exposing your private API key.");
	auth.v2 = true;
	refused(&auth, "token=x", ERR_INVALID,
		"Your request contains both token and basic auth parameter. Use only one method, "
		"you "
		"might be exposing your private API key.");
}
END_TEST

START_TEST(a_signed_upload_is_accepted_once)
{
	struct account a;
	const char *form = v1_form("public_demo", "private_demo", "token 1", BENCH_NOW_S + 1800);

	ck_assert_msg(ask(&v1, form, &a), "%s", bench.scope.err.msg);
	ck_assert_str_eq(a.imagekit_id, "demo");
	refused(&v1, form, ERR_INVALID,
		"The token with value 'token 1' has been used before. We suggest using V4 UUIDs, "
		"or "
		"another random string with enough entropy to avoid collisions.");
	/* The same token, signed for another hour, is still the same token. */
	ck_assert(!ask(
		&v1, v1_form("public_demo", "private_demo", "token 1", BENCH_NOW_S + 1700), &a));
	ck_assert(ask(
		&v1, v1_form("public_demo", "private_demo", "token 2", BENCH_NOW_S + 1800), &a));
}
END_TEST

START_TEST(a_token_is_spent_by_a_request_that_is_refused_too)
{
	const char *wrong = arena_printf(bench.scope.arena,
		"publicKey=public_demo|token=t|expire=%d|signature=%040d", BENCH_NOW_S + 9, 0);

	refused(&v1, wrong, ERR_INVALID, "Your request contains invalid signature parameter.");
	refused(&v1, v1_form("public_demo", "private_demo", "t", BENCH_NOW_S), ERR_INVALID,
		BAD_EXPIRE);
	refused(&v1, v1_form("public_demo", "private_demo", "t", BENCH_NOW_S + 9), ERR_INVALID,
		"The token with value 't' has been used before. We suggest using V4 UUIDs, or "
		"another random string with enough entropy to avoid collisions.");
}
END_TEST

static const struct expiry {
	const char *label;
	int64_t from_now;
	bool good;
} expiries[] = {
	{ "in a second", 1, true },
	{ "in half an hour", 1800, true },
	{ "just inside the hour", 3599, true },
	{ "in an hour", 3600, false },
	{ "in a day", 86400, false },
	{ "now", 0, false },
	{ "a second ago", -1, false },
	{ "in 1970", -BENCH_NOW_S, false },
	{ "at the end of all numbers", INT64_MAX - BENCH_NOW_S, false },
};

START_TEST(a_signature_ends_within_the_hour)
{
	const struct expiry *row = &expiries[_i];
	const char *form = v1_form("public_demo", "private_demo", "t", BENCH_NOW_S + row->from_now);
	struct account a;

	if (row->good)
		ck_assert_msg(ask(&v1, form, &a), "%s: %s", row->label, bench.scope.err.msg);
	else
		refused(&v1, form, ERR_INVALID, BAD_EXPIRE);
}
END_TEST

static const char *const bad_expiries[] = { "soon", "17000000.5", " 1700000009", "0x6553f109",
	"99999999999999999999", "+1700000009" };

START_TEST(an_expiry_is_a_decimal_number)
{
	struct arena *a = bench.scope.arena;
	const char *signature = sign("private_demo", "t", bad_expiries[_i]);

	refused(&v1,
		arena_printf(a, "publicKey=public_demo|token=t|expire=%s|signature=%s",
			bad_expiries[_i], signature),
		ERR_INVALID, BAD_EXPIRE);
}
END_TEST

START_TEST(signatures_are_lower_case_and_whole)
{
	struct arena *a = bench.scope.arena;
	const char *expire = arena_printf(a, "%d", BENCH_NOW_S + 9);
	char *right = arena_strdup(a, sign("private_demo", "t", expire));

	for (size_t n = 1; n < strlen(right); n++)
		refused(&v1,
			arena_printf(a, "publicKey=public_demo|token=t|expire=%s|signature=%.*s",
				expire, (int)n, right),
			ERR_INVALID, "Your request contains invalid signature parameter.");
	for (char *c = right; *c; c++)
		if (*c >= 'a' && *c <= 'f')
			*c = (char)(*c - ('a' - 'A'));
	refused(&v1,
		arena_printf(
			a, "publicKey=public_demo|token=t|expire=%s|signature=%s", expire, right),
		ERR_INVALID, "Your request contains invalid signature parameter.");
}
END_TEST

START_TEST(an_unknown_public_key_belongs_to_whoever_signed)
{
	struct account a, b;
	int64_t expire = BENCH_NOW_S + 9;

	ck_assert(ask(&(struct upload_auth){ .private_key = "private_new" }, "", &a));
	ck_assert(ask(&v1, v1_form("public_new", "private_new", "t1", expire), &b));
	ck_assert_int_eq(b.row, a.row);
	ck_assert_str_eq(b.public_key, "public_new");
	/* From then on the key is taken. */
	refused(&v1, v1_form("public_new", "private_demo", "t2", expire), ERR_INVALID,
		"Your request contains invalid signature parameter.");
	refused(&v1, v1_form("public_newer", "private_new", "t3", expire), ERR_FORBIDDEN,
		FORBIDDEN);
	refused(&v1, v1_form("public_nobody", "private_nobody", "t4", expire), ERR_FORBIDDEN,
		FORBIDDEN);
}
END_TEST

/* Base64 in the alphabet of URLs, without padding. */
static const char *encode(const void *p, size_t n)
{
	char *text = encode_base64(bench.scope.arena, p, n);

	for (char *c = text; *c; c++)
		*c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c == '=' ? '\0' : *c);
	return text;
}

static const char *jwt(const char *public_key, const char *key, const char *claims, int64_t issued,
	int64_t expires)
{
	struct arena *a = bench.scope.arena;
	const char *head =
		arena_printf(a, "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", public_key);
	const char *body = arena_printf(
		a, "{%s\"iat\":%jd,\"exp\":%jd}", claims, (intmax_t)issued, (intmax_t)expires);
	uint8_t mac[DIGEST_SHA256];

	const char *text =
		arena_printf(a, "%s.%s", encode(head, strlen(head)), encode(body, strlen(body)));
	digest_hmac_sha256(view_of(key), view_of(text), mac);
	return arena_printf(a, "%s.%s", text, encode(mac, sizeof(mac)));
}

static const struct token {
	const char *label, *key, *claims, *form;
	int64_t issued, expires; /* from now */
	const char *message;     /* NULL: accepted */
} tokens[] = {
	{ "right", "private_demo", "\"fileName\":\"a\",", "fileName=a", 0, 600, NULL },
	{ "a whole hour", "private_demo", "\"fileName\":\"a\",", "fileName=a", -10, 3590, NULL },
	{ "more than an hour", "private_demo", "\"fileName\":\"a\",", "fileName=a", -10, 3591,
		BAD_TOKEN },
	{ "expired now", "private_demo", "\"fileName\":\"a\",", "fileName=a", -600, 0,
		"Your request contains expired token." },
	{ "expired", "private_demo", "\"fileName\":\"a\",", "fileName=a", -600, -1,
		"Your request contains expired token." },
	{ "signed by another", "private_else", "\"fileName\":\"a\",", "fileName=a", 0, 600,
		BAD_TOKEN },
	{ "for another form", "private_demo", "\"fileName\":\"a\",", "fileName=b", 0, 600,
		BAD_PAYLOAD },
	{ "for a smaller form", "private_demo", "\"fileName\":\"a\",", "fileName=a|folder=x", 0,
		600, BAD_PAYLOAD },
	{ "for a larger form", "private_demo", "\"fileName\":\"a\",\"folder\":\"x\",", "fileName=a",
		0, 600, BAD_PAYLOAD },
};

START_TEST(a_json_web_token_speaks_for_one_form)
{
	const struct token *row = &tokens[_i];
	const char *token = jwt("public_demo", row->key, row->claims, BENCH_NOW_S + row->issued,
		BENCH_NOW_S + row->expires);
	const char *form = arena_printf(bench.scope.arena, "%s|token=%s", row->form, token);
	struct account a;

	if (row->message) {
		refused(&v2, form, ERR_INVALID, row->message);
		return;
	}
	ck_assert_msg(ask(&v2, form, &a), "%s: %s", row->label, bench.scope.err.msg);
	ck_assert_str_eq(a.imagekit_id, "demo");
	refused(&v2, form, ERR_INVALID, BAD_TOKEN);
}
END_TEST

START_TEST(a_text_that_is_no_token_is_invalid)
{
	refused(&v2, "token=x", ERR_INVALID, BAD_TOKEN);
	refused(&v2, "token=a.b.c", ERR_INVALID, BAD_TOKEN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("upload_auth");

	tcase_add_checked_fixture(cases, open_bench, close_bench);
	tcase_add_test(cases, a_signature_made_elsewhere_is_accepted);
	tcase_add_test(cases, a_private_key_is_an_account);
	tcase_add_test(cases, strict_authentication_knows_configured_accounts_alone);
	tcase_add_test(cases, a_selector_stands_in_for_a_key);
	tcase_add_test(cases, without_any_proof_the_missing_field_is_named);
	tcase_add_test(cases, two_proofs_are_one_too_many);
	tcase_add_test(cases, a_signed_upload_is_accepted_once);
	tcase_add_test(cases, a_token_is_spent_by_a_request_that_is_refused_too);
	tcase_add_loop_test(cases, a_signature_ends_within_the_hour, 0, ARRAY_LEN(expiries));
	tcase_add_loop_test(cases, an_expiry_is_a_decimal_number, 0, ARRAY_LEN(bad_expiries));
	tcase_add_test(cases, signatures_are_lower_case_and_whole);
	tcase_add_test(cases, an_unknown_public_key_belongs_to_whoever_signed);
	tcase_add_loop_test(cases, a_json_web_token_speaks_for_one_form, 0, ARRAY_LEN(tokens));
	tcase_add_test(cases, a_text_that_is_no_token_is_invalid);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
