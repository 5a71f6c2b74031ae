/* What the journal must never hold, form by form, and what it must leave alone. */
#include "base/scope.h"
#include "control/journal_form.h"
#include "control/journal_redact.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <string.h>

static void check(const char *label, struct view got, const char *want)
{
	ck_assert_msg(view_is(got, want), "%s: %.*s instead of %s", label, (int)got.n, got.p, want);
}

#define KEY "private_mine"

static const struct {
	const char *label, *text, *want;
} texts[] = {
	{ "nothing to hide", "{\"name\":\"a.jpg\",\"size\":3}", "{\"name\":\"a.jpg\",\"size\":3}" },
	{ "empty", "", "" },
	{ "a public key", "{\"publicKey\":\"public_x\"}", "{\"publicKey\":\"public_x\"}" },
	{ "a name that ends alike", "{\"mytoken\":\"x\",\"ik-sx\":\"y\"}",
		"{\"mytoken\":\"x\",\"ik-sx\":\"y\"}" },
	{ "a member", "{\"token\":\"abc\",\"a\":1}", "{\"token\":\"[redacted:token]\",\"a\":1}" },
	{ "blanks around the colon", "{\"token\" :\n \"abc\"}",
		"{\"token\" :\n \"[redacted:token]\"}" },
	{ "another case", "{\"PrivateKey\":\"abc\"}",
		"{\"PrivateKey\":\"[redacted:privatekey]\"}" },
	{ "an escaped quote", "{\"secret\":\"a\\\"b\",\"c\":2}",
		"{\"secret\":\"[redacted:secret]\",\"c\":2}" },
	{ "a number", "{\"token\":123,\"a\":1}", "{\"token\":[redacted:token],\"a\":1}" },
	{ "cut in the value", "{\"token\":\"abc", "{\"token\":\"[redacted:token]" },
	{ "JSON inside JSON", "{\"x\":\"{\\\"token\\\":\\\"abc\\\",\\\"y\\\":1}\"}",
		"{\"x\":\"{\\\"token\\\":\\\"[redacted:token]\\\",\\\"y\\\":1}\"}" },
	{ "a signed URL", "{\"url\":\"http://h/a.jpg?ik-t=9&ik-s=0af\"}",
		"{\"url\":\"http://h/a.jpg?ik-t=9&ik-s=[redacted:ik-s]\"}" },
	{ "a signed URL in a URL",
		"{\"url\":\"http://h/?url=http%3A%2F%2Fh%2Fa.jpg%3Fik-s%3D0af%26x%3D1\"}",
		"{\"url\":\"http://h/"
		"?url=http%3A%2F%2Fh%2Fa.jpg%3Fik-s%3D[redacted:ik-s]%26x%3D1\"}" },
	{ "and that in a third", "u=x%253Fa%253D1%2526ik-s%253d0af%2526x",
		"u=x%253Fa%253D1%2526ik-s%253d[redacted:ik-s]%2526x" },
	{ "an encoded sign of another name", "u=%3Fmyik-s%3D0af%25", "u=%3Fmyik-s%3D0af%25" },
	{ "a value with escapes", "x%26signature%3Da%2Fb%3D%26c",
		"x%26signature%3D[redacted:signature]%26c" },
	{ "a percent sign at the end", "signature%3", "signature%3" },
	{ "the key by itself, encoded", "u=pr%69vate_mine!", "u=[redacted:private_key]!" },
	{ "a form in a body", "a=1&signature=xyz&b=2", "a=1&signature=[redacted:signature]&b=2" },
	{ "two", "token=a&token=b", "token=[redacted:token]&token=[redacted:token]" },
	{ "no value", "token=&a=1", "token=&a=1" },
	{ "the key by itself", "my key is " KEY ".", "my key is [redacted:private_key]." },
	{ "the key under any name", "{\"note\":\"" KEY "\"}",
		"{\"note\":\"[redacted:private_key]\"}" },
	{ "the key, cut", "{\"note\":\"private_mi", "{\"note\":\"[redacted:private_key]" },
	{ "a word like the key", "private_photo.jpg", "private_photo.jpg" },
	{ "a secret of webhooks", "{\"a\":\"whsec_aB+/9-_=\",\"b\":1}",
		"{\"a\":\"[redacted:webhook_secret]\",\"b\":1}" },
	{ "that, encoded", "a%3Dwh%73ec_aB%2B%2F9%3D%26b", "a%3D[redacted:webhook_secret]%26b" },
	{ "that, in a sentence", "It is whsec_aB.", "It is [redacted:webhook_secret]." },
	{ "a name that ends alike", "my_whsec_x whsec_", "my_whsec_x whsec_" },
	{ "somebody else's key or a tag", "{\"tags\":[\"private_other\"]}",
		"{\"tags\":[\"private_other\"]}" },
};

START_TEST(a_text_loses_its_secrets)
{
	struct view text = view_of(texts[_i].text);

	check(texts[_i].label, journal_redact_text(scope.arena, text, KEY), texts[_i].want);
}
END_TEST

/* Whatever stands around it, and wherever the text is cut. */
START_TEST(no_cut_text_shows_a_secret)
{
	static const char whole[] =
		"{\"a\":[1],\"token\":\"SECRETSECRET\",\"u\":\"/x?ik-s=SECRETSECRET\"}"
		"&signature=SECRETSECRET;k=" KEY;

	for (size_t n = 0; n < sizeof(whole); n++) {
		struct view got = journal_redact_text(scope.arena, (struct view){ whole, n }, KEY);
		ck_assert_msg(!memmem(got.p, got.n, "SECRET", 6), "cut at %zu: %.*s", n, (int)got.n,
			got.p);
		ck_assert_msg(!memmem(got.p, got.n, KEY, strlen(KEY)), "cut at %zu", n);
	}
}
END_TEST

START_TEST(a_short_key_is_sought_as_a_word)
{
	check("inside a word", journal_redact_text(scope.arena, view_of("banana"), "a"), "banana");
	check("alone", journal_redact_text(scope.arena, view_of("key a"), "a"),
		"key [redacted:private_key]");
}
END_TEST

static const struct {
	const char *target, *want;
} targets[] = {
	{ "/v1/files", "/v1/files" },
	{ "/v1/files?limit=1&&skip=", "/v1/files?limit=1&&skip=" },
	{ "/demo/a.jpg?ik-t=9&ik-s=0af", "/demo/a.jpg?ik-t=9&ik-s=[redacted:ik-s]" },
	{ "/demo/a.jpg?%69k%2Ds=0af&b", "/demo/a.jpg?%69k%2Ds=[redacted:ik-s]&b" },
	{ "/demo/a.jpg?ik-s=0af%26x=y", "/demo/a.jpg?ik-s=[redacted:ik-s]" },
	{ "/v1/metadata?url=http%3A%2F%2Fh%2Fa.jpg%3Fik-s%3D0af",
		"/v1/metadata?url=http%3A%2F%2Fh%2Fa.jpg%3Fik-s%3D[redacted:ik-s]" },
	{ "/a?token=1?token=2", "/a?token=[redacted:token]" },
	{ "/a?x=%zz&token=1", "/a?x=%zz&token=[redacted:token]" },
	{ "/_case/demo/v1/x?a=" KEY, "/_case/demo/v1/x?a=[redacted:private_key]" },
	{ "/a?note=private_other%3D&x", "/a?note=[redacted:private_key]&x" },
	{ "/a?private_other=&x", "/a?[redacted:private_key]&x" },
	{ "/a?u=http%3A%2F%2Fh%2F%3Fk%3Dprivate_other%26x",
		"/a?u=http%3A%2F%2Fh%2F%3Fk%3D[redacted:private_key]%26x" },
	{ "/private_other?name=private_photo.jpg", "/private_other?name=private_photo.jpg" },
	{ "/a?note=whsec_aB%2B/=&x", "/a?note=[redacted:webhook_secret]&x" },
	{ "/a?whsec_aB", "/a?[redacted:webhook_secret]" },
};

START_TEST(a_target_loses_its_secrets)
{
	check(targets[_i].target,
		journal_redact_target(scope.arena, view_of(targets[_i].target), KEY),
		targets[_i].want);
}
END_TEST

static const struct {
	const char *name, *value, *want;
} headers[] = {
	{ "Accept", "*/*", "*/*" },
	{ "Authorization", "Basic cHJpdmF0ZV9taW5lOg==", "Basic [redacted:private_key]" },
	{ "authorization", "basic " KEY, "basic [redacted:private_key]" },
	{ "Authorization", "Bearer ey.J0.x", "Bearer [redacted:authorization]" },
	{ "Authorization", KEY, "[redacted:authorization]" },
	{ "Proxy-Authorization", "Basic eA==", "Basic [redacted:proxy-authorization]" },
	{ "Cookie", "sid=1", "[redacted:cookie]" },
	{ "Set-Cookie", "sid=1", "[redacted:set-cookie]" },
	{ "Referer", "http://h/?ik-s=0af", "http://h/?ik-s=[redacted:ik-s]" },
	{ "X-Note", KEY, "[redacted:private_key]" },
};

START_TEST(a_header_loses_its_secrets)
{
	check(headers[_i].name,
		journal_redact_header(
			scope.arena, view_of(headers[_i].name), view_of(headers[_i].value), KEY),
		headers[_i].want);
}
END_TEST

START_TEST(a_form_shows_names_values_and_sizes)
{
	struct journal_form form = journal_form_open(scope.arena, KEY);

	journal_form_field(&form, "fileName", "a \"b\".txt");
	journal_form_field(&form, "publicKey", "public_x");
	journal_form_field(&form, "signature", "0af");
	journal_form_field(&form, "token", "t");
	journal_form_field(&form, "description", "by " KEY);
	journal_form_file(&form, "file", 70000);
	check("form", journal_form_text(&form),
		"[{\"name\":\"fileName\",\"value\":\"a \\\"b\\\".txt\"},"
		"{\"name\":\"publicKey\",\"value\":\"public_x\"},"
		"{\"name\":\"signature\",\"value\":\"[redacted:signature]\"},"
		"{\"name\":\"token\",\"value\":\"[redacted:token]\"},"
		"{\"name\":\"description\",\"value\":\"by [redacted:private_key]\"},"
		"{\"name\":\"file\",\"bytes\":70000}]");
	ck_assert(!form.cut);
}
END_TEST

START_TEST(a_form_is_bounded)
{
	struct journal_form form = journal_form_open(scope.arena, NULL);
	char value[5000];

	memset(value, 1, sizeof(value)); /* each takes six bytes as JSON */
	value[sizeof(value) - 1] = '\0';
	for (int i = 0; i < 200; i++)
		journal_form_field(&form, "x", value);
	struct view text = journal_form_text(&form);
	ck_assert(form.cut);
	ck_assert_uint_gt(text.n, 1000);
	ck_assert_uint_le(text.n, 32768);
	ck_assert(text.p[0] == '[' && text.p[text.n - 1] == ']');
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *cases = tcase_create("journal_redact");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, a_text_loses_its_secrets, 0, (int)ARRAY_LEN(texts));
	tcase_add_test(cases, no_cut_text_shows_a_secret);
	tcase_add_test(cases, a_short_key_is_sought_as_a_word);
	tcase_add_loop_test(cases, a_target_loses_its_secrets, 0, (int)ARRAY_LEN(targets));
	tcase_add_loop_test(cases, a_header_loses_its_secrets, 0, (int)ARRAY_LEN(headers));
	tcase_add_test(cases, a_form_shows_names_values_and_sizes);
	tcase_add_test(cases, a_form_is_bounded);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
