/* Tokens of client-side uploads: which texts are tokens, who signed them, and for which form. */
#include "base/digest.h"
#include "base/encode.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"
#include "upload/upload_jwt.h"

#include <string.h>

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"public_x\"}"
#define CLAIMS "{\"fileName\":\"a.txt\",\"iat\":1000,\"exp\":1600}"

/* A valid token that was made elsewhere: key private_abc, kid public_abc, fileName a.txt,
 * useUniqueFileName false. */
static const char sample[] =
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6InB1YmxpY19hYmMifQ."
	"eyJmaWxlTmFtZSI6ImEudHh0IiwidXNlVW5pcXVlRmlsZU5hbWUiOiJmYWxzZSIsImlhdCI6MTc2NzMyMzAwMCwi"
	"ZXhwIjoxNzY3MzIzNjAwfQ."
	"aoB6mvRLy3gkaXxr6NdAZWv-0SoTojKbTfE47xl-Kv0";

/* Base64 in the alphabet of URLs, without padding. */
static const char *encode(const void *p, size_t n)
{
	char *text = encode_base64(scope.arena, p, n);

	for (char *c = text; *c; c++) {
		if (*c == '+')
			*c = '-';
		else if (*c == '/')
			*c = '_';
		else if (*c == '=')
			*c = '\0';
	}
	return text;
}

static const char *sign(const char *header, const char *claims, const char *key)
{
	const char *head = encode(header, strlen(header)), *body = encode(claims, strlen(claims));
	const char *text = arena_printf(scope.arena, "%s.%s", head, body);
	uint8_t mac[DIGEST_SHA256];

	digest_hmac_sha256(view_of(key), view_of(text), mac);
	return arena_printf(scope.arena, "%s.%s", text, encode(mac, sizeof(mac)));
}

static struct upload_form *form_of(const char *const *pairs, size_t count)
{
	struct upload_form *form = arena_alloc(scope.arena, sizeof(*form));

	for (size_t i = 0; i + 1 < count; i += 2)
		ck_assert(upload_form_add(form, &scope, pairs[i], view_of(pairs[i + 1])));
	return form;
}

static bool is_signed_by(const struct upload_jwt *jwt, const char *key)
{
	struct account account = { .private_key = key };

	return upload_jwt_signed_by(jwt, &account);
}

START_TEST(a_token_made_elsewhere_is_read_and_verified)
{
	static const char *const pairs[] = { "fileName", "a.txt", "useUniqueFileName", "false" };
	struct upload_jwt jwt;

	ck_assert(upload_jwt_read(&scope, sample, &jwt));
	ck_assert_str_eq(jwt.key_id, "public_abc");
	ck_assert_int_eq(jwt.issued_at, 1767323000);
	ck_assert_int_eq(jwt.expires_at, 1767323600);
	ck_assert(is_signed_by(&jwt, "private_abc"));
	ck_assert(!is_signed_by(&jwt, "private_abd"));
	ck_assert(!is_signed_by(&jwt, ""));
	ck_assert(upload_jwt_matches(&jwt, form_of(pairs, ARRAY_LEN(pairs))));
}
END_TEST

/* Any other character makes it no token, or one that nobody signed, or another one's. */
START_TEST(a_changed_token_is_not_accepted)
{
	for (size_t i = 0; sample[i]; i++) {
		char *changed = arena_strdup(scope.arena, sample);
		struct upload_jwt jwt;
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		ck_assert_msg(!upload_jwt_read(&scope, changed, &jwt) ||
				      !is_signed_by(&jwt, "private_abc"),
			"%s", changed);
		ck_assert_int_eq(scope.err.code, ERR_NONE);
	}
}
END_TEST

static const struct bad_token {
	const char *label, *header, *claims;
} bad_tokens[] = {
	{ "no algorithm at all", "{\"alg\":\"none\",\"kid\":\"k\"}", CLAIMS },
	{ "an algorithm of another size", "{\"alg\":\"HS512\",\"kid\":\"k\"}", CLAIMS },
	{ "an asymmetric algorithm", "{\"alg\":\"RS256\",\"kid\":\"k\"}", CLAIMS },
	{ "the algorithm in small letters", "{\"alg\":\"hs256\",\"kid\":\"k\"}", CLAIMS },
	{ "an algorithm that is no text", "{\"alg\":[\"HS256\"],\"kid\":\"k\"}", CLAIMS },
	{ "no algorithm named", "{\"kid\":\"k\"}", CLAIMS },
	{ "no key named", "{\"alg\":\"HS256\"}", CLAIMS },
	{ "an empty key name", "{\"alg\":\"HS256\",\"kid\":\"\"}", CLAIMS },
	{ "a key name that is no text", "{\"alg\":\"HS256\",\"kid\":1}", CLAIMS },
	{ "a header that is no object", "[]", CLAIMS },
	{ "a header that is no JSON", "alg", CLAIMS },
	{ "two algorithms", "{\"alg\":\"none\",\"alg\":\"HS256\",\"kid\":\"k\"}", CLAIMS },
	{ "claims that are no object", HEADER, "[1]" },
	{ "claims that are no JSON", HEADER, "{" },
	{ "nothing claimed", HEADER, "" },
	{ "no time of issue", HEADER, "{\"exp\":1600}" },
	{ "no expiry", HEADER, "{\"iat\":1000}" },
	{ "an expiry that is a text", HEADER, "{\"iat\":1000,\"exp\":\"1600\"}" },
	{ "an expiry with a fraction", HEADER, "{\"iat\":1000,\"exp\":1600.5}" },
	{ "an expiry past all numbers", HEADER, "{\"iat\":1000,\"exp\":1e300}" },
	{ "an expiry before the issue", HEADER, "{\"iat\":1000,\"exp\":999}" },
	{ "two expiries", HEADER, "{\"iat\":1000,\"exp\":1600,\"exp\":9999}" },
};

START_TEST(what_lacks_a_part_is_no_token)
{
	const struct bad_token *row = &bad_tokens[_i];
	struct upload_jwt jwt;

	ck_assert_msg(!upload_jwt_read(&scope, sign(row->header, row->claims, "private_x"), &jwt),
		"%s", row->label);
	ck_assert_msg(scope.err.code == ERR_NONE, "%s: an error was set", row->label);
}
END_TEST

static const char *const bad_shapes[] = { "", ".", "..", "...", "a.b.c", "e30.e30.e30", "token" };

START_TEST(other_texts_are_no_tokens)
{
	struct upload_jwt jwt;

	ck_assert_msg(!upload_jwt_read(&scope, bad_shapes[_i], &jwt), "%s", bad_shapes[_i]);
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

START_TEST(cuts_and_additions_make_no_token)
{
	struct upload_jwt jwt;
	const char *token = sign(HEADER, CLAIMS, "private_x");
	size_t n = strlen(token);

	ck_assert(upload_jwt_read(&scope, token, &jwt) && is_signed_by(&jwt, "private_x"));
	for (size_t i = 0; i < n; i++) {
		const char *cut = arena_strndup(scope.arena, token, i);
		ck_assert_msg(
			!upload_jwt_read(&scope, cut, &jwt) || !is_signed_by(&jwt, "private_x"),
			"%s", cut);
	}
	static const char *const more[] = { ".", ".e30", " ", "=", "A", "\n" };
	for (size_t i = 0; i < ARRAY_LEN(more); i++) {
		const char *longer = arena_printf(scope.arena, "%s%s", token, more[i]);
		/* Padding may be left out, so what completes it is the same token. */
		bool same = *more[i] == '=';
		bool good =
			upload_jwt_read(&scope, longer, &jwt) && is_signed_by(&jwt, "private_x");
		ck_assert_msg(good == same, "'%s'", more[i]);
	}
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

static const struct match {
	const char *label, *claims;
	const char *pairs[6];
	size_t count;
	bool good;
} matches[] = {
	{ "the same", "\"fileName\":\"a\",\"tags\":\"x,y\"", { "fileName", "a", "tags", "x,y" }, 4,
		true },
	{ "in another order", "\"tags\":\"x\",\"fileName\":\"a\"", { "fileName", "a", "tags", "x" },
		4, true },
	{ "token and file are left out", "\"fileName\":\"a\"",
		{ "fileName", "a", "token", "t", "file", "http://localhost/" }, 6, true },
	{ "another value", "\"fileName\":\"a\"", { "fileName", "b" }, 2, false },
	{ "a value in other letters", "\"fileName\":\"a\"", { "fileName", "A" }, 2, false },
	{ "a field that is no claim", "\"fileName\":\"a\"", { "fileName", "a", "folder", "/" }, 4,
		false },
	{ "a claim that is no field", "\"fileName\":\"a\",\"folder\":\"/\"", { "fileName", "a" }, 2,
		false },
	{ "a claim that is no text", "\"fileName\":\"a\",\"isPrivateFile\":true",
		{ "fileName", "a", "isPrivateFile", "true" }, 4, false },
	{ "an empty field that is no claim", "\"fileName\":\"a\"", { "fileName", "a", "tags", "" },
		4, false },
	{ "an empty field that is one", "\"fileName\":\"a\",\"tags\":\"\"",
		{ "fileName", "a", "tags", "" }, 4, true },
	{ "one of two fields is a claim", "\"tags\":\"x\"", { "tags", "x", "tags", "y" }, 4,
		false },
	{ "nothing on either side", "", { NULL }, 0, true },
};

START_TEST(claims_repeat_the_form)
{
	const struct match *row = &matches[_i];
	struct upload_jwt jwt;
	const char *claims = arena_printf(scope.arena, "{%s%s\"iat\":1000,\"exp\":1600}",
		row->claims, *row->claims ? "," : "");

	ck_assert_msg(
		upload_jwt_read(&scope, sign(HEADER, claims, "private_x"), &jwt), "%s", row->label);
	ck_assert_msg(upload_jwt_matches(&jwt, form_of(row->pairs, row->count)) == row->good, "%s",
		row->label);
}
END_TEST

/* A token can only speak of text. */
START_TEST(fields_that_are_no_text_need_no_claim)
{
	static const char *const pairs[] = { "fileName", "a.txt" };
	struct upload_form *form = form_of(pairs, 2);
	struct upload_jwt jwt;

	ck_assert(upload_form_add(form, &scope, "thumbnail", (struct view){ "\xff\xd8", 2 }));
	upload_form_pass_over(form, &scope, "large", 1 << 30);
	ck_assert(upload_jwt_read(&scope, sign(HEADER, CLAIMS, "private_x"), &jwt));
	ck_assert(upload_jwt_matches(&jwt, form));
	ck_assert(upload_form_add(form, &scope, "note", view_of("x")));
	ck_assert(!upload_jwt_matches(&jwt, form));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("upload_jwt");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_test(cases, a_token_made_elsewhere_is_read_and_verified);
	tcase_add_test(cases, a_changed_token_is_not_accepted);
	tcase_add_loop_test(cases, what_lacks_a_part_is_no_token, 0, ARRAY_LEN(bad_tokens));
	tcase_add_loop_test(cases, other_texts_are_no_tokens, 0, ARRAY_LEN(bad_shapes));
	tcase_add_test(cases, cuts_and_additions_make_no_token);
	tcase_add_loop_test(cases, claims_repeat_the_form, 0, ARRAY_LEN(matches));
	tcase_add_test(cases, fields_that_are_no_text_need_no_claim);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
