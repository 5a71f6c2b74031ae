/* Signatures of delivery URLs: what is signed, what may be left out, and what spoils them. */
#include "base/digest.h"
#include "base/encode.h"
#include "base/text.h"
#include "delivery/signed_url.h"
#include "tests/support/check_main.h"
#include "tests/support/own_arena.h"

#include <string.h>

#define KEY "private_unit_test_key_01"

enum { NOW = 1700000000 };

static const char *sign(const char *text)
{
	uint8_t mac[DIGEST_SHA1];

	digest_hmac_sha1(view_of(KEY), view_of(text), mac);
	return encode_hex_dup(arena, mac, sizeof(mac));
}

static enum signed_url check(const char *target, int64_t now)
{
	static const char *const prefixes[] = { "/demo/ik-seo/", "/demo/" };

	return signed_url_check(arena, target, KEY, prefixes, ARRAY_LEN(prefixes), now);
}

/* `target` holds a '$' where the signature of `text` goes. */
static const struct row {
	const char *label, *target, *text;
	enum signed_url want;
} rows[] = {
	{ "plain", "/demo/a.jpg?ik-s=$", "a.jpg9999999999", SIGNED_URL_VALID },
	{ "expiring", "/demo/a.jpg?ik-t=1700000300&ik-s=$", "a.jpg1700000300", SIGNED_URL_VALID },
	{ "expires this second", "/demo/a.jpg?ik-t=1700000000&ik-s=$", "a.jpg1700000000",
		SIGNED_URL_VALID },
	{ "expired a second ago", "/demo/a.jpg?ik-t=1699999999&ik-s=$", "a.jpg1699999999",
		SIGNED_URL_EXPIRED },
	{ "expired long ago", "/demo/a.jpg?ik-t=0&ik-s=$", "a.jpg0", SIGNED_URL_EXPIRED },
	{ "never, said aloud", "/demo/a.jpg?ik-t=9999999999&ik-s=$", "a.jpg9999999999",
		SIGNED_URL_VALID },
	{ "other parameters", "/demo/a.jpg?tr=w-1&v=2&ik-t=1700000300&ik-s=$",
		"a.jpg?tr=w-1&v=21700000300", SIGNED_URL_VALID },
	{ "chain in the path", "/demo/tr:w-1,h-2/a.jpg?ik-s=$", "tr:w-1,h-2/a.jpg9999999999",
		SIGNED_URL_VALID },
	{ "escapes stay escapes", "/demo/a%20b/%C3%A9.jpg?ik-s=$", "a%20b/%C3%A9.jpg9999999999",
		SIGNED_URL_VALID },
	{ "no folding of escapes", "/demo/%c3%a9.jpg?ik-s=$", "%C3%A9.jpg9999999999",
		SIGNED_URL_WRONG },
	{ "a plus is no blank", "/demo/a+b.jpg?ik-s=$", "a%20b.jpg9999999999", SIGNED_URL_WRONG },
	{ "the search-friendly prefix left out", "/demo/ik-seo/a/b.jpg?ik-s=$", "a/b.jpg9999999999",
		SIGNED_URL_VALID },
	{ "the search-friendly prefix signed", "/demo/ik-seo/a/b.jpg?ik-s=$",
		"ik-seo/a/b.jpg9999999999", SIGNED_URL_VALID },
	{ "a leading slash was signed", "/demo/a.jpg?ik-s=$", "/a.jpg9999999999",
		SIGNED_URL_WRONG },
	{ "the prefix was signed", "/demo/a.jpg?ik-s=$", "/demo/a.jpg9999999999",
		SIGNED_URL_WRONG },
	{ "the expiry was left out", "/demo/a.jpg?ik-s=$", "a.jpg", SIGNED_URL_WRONG },
	{ "another account's prefix", "/other/a.jpg?ik-s=$", "a.jpg9999999999", SIGNED_URL_WRONG },
	{ "the prefix in other letters", "/Demo/a.jpg?ik-s=$", "a.jpg9999999999",
		SIGNED_URL_WRONG },
	{ "wrong and expired is wrong", "/demo/a.jpg?ik-t=1&ik-s=$", "a.jpg2", SIGNED_URL_WRONG },
	{ "signature before expiry", "/demo/a.jpg?ik-s=$&ik-t=1700000300", "a.jpg1700000300",
		SIGNED_URL_NONE },
	{ "something after the signature", "/demo/a.jpg?ik-s=$&v=1", "a.jpg9999999999",
		SIGNED_URL_NONE },
	{ "an ampersand after the signature", "/demo/a.jpg?ik-s=$&", "a.jpg9999999999",
		SIGNED_URL_NONE },
	{ "no query", "/demo/a.jpg", "", SIGNED_URL_NONE },
	{ "empty query", "/demo/a.jpg?", "", SIGNED_URL_NONE },
	{ "no signature", "/demo/a.jpg?ik-t=1700000300", "", SIGNED_URL_NONE },
	{ "the name alone", "/demo/a.jpg?ik-s", "", SIGNED_URL_NONE },
	{ "another name that ends so", "/demo/a.jpg?xik-s=$", "a.jpg9999999999", SIGNED_URL_NONE },
	{ "the name in capitals", "/demo/a.jpg?IK-S=$", "a.jpg9999999999", SIGNED_URL_NONE },
	{ "in the path", "/demo/ik-s=$", "a", SIGNED_URL_NONE },
	{ "an empty signature", "/demo/a.jpg?ik-s=", "", SIGNED_URL_WRONG },
	{ "half a signature", "/demo/a.jpg?ik-s=b290a94420b85146d6bf", "", SIGNED_URL_WRONG },
	{ "more than a signature", "/demo/a.jpg?ik-s=$0", "a.jpg9999999999", SIGNED_URL_WRONG },
	{ "an expiry that is no number", "/demo/a.jpg?ik-t=1x&ik-s=$", "a.jpg1x",
		SIGNED_URL_WRONG },
	{ "an empty expiry", "/demo/a.jpg?ik-t=&ik-s=$", "a.jpg", SIGNED_URL_WRONG },
	{ "an expiry below zero", "/demo/a.jpg?ik-t=-1&ik-s=$", "a.jpg-1", SIGNED_URL_WRONG },
	{ "an expiry with a sign", "/demo/a.jpg?ik-t=+1&ik-s=$", "a.jpg+1", SIGNED_URL_WRONG },
	{ "only the last expiry counts", "/demo/a.jpg?ik-t=1&ik-t=1700000300&ik-s=$",
		"a.jpg?ik-t=11700000300", SIGNED_URL_VALID },
	{ "only the last signature counts", "/demo/a.jpg?ik-s=x&ik-s=$", "a.jpg?ik-s=x9999999999",
		SIGNED_URL_VALID },
	{ "two question marks", "/demo/a.jpg?x?y&ik-s=$", "a.jpg?x?y9999999999", SIGNED_URL_VALID },
	{ "an empty segment before", "/demo/a.jpg?v=1&&ik-s=$", "a.jpg?v=1&9999999999",
		SIGNED_URL_VALID },
	{ "nothing but the prefix", "/demo/?ik-s=$", "9999999999", SIGNED_URL_VALID },
};

START_TEST(a_signature_holds_for_just_what_was_signed)
{
	const struct row *row = &rows[_i];
	const char *at = strchr(row->target, '$');
	const char *target = row->target;

	if (at)
		target = arena_printf(arena, "%.*s%s%s", (int)(at - row->target), row->target,
			sign(row->text), at + 1);
	enum signed_url got = check(target, NOW);
	ck_assert_msg(got == row->want, "%s: %d", row->label, got);
}
END_TEST

/* The spot values of the reference. */
static const struct spot {
	const char *target;
} spots[] = {
	{ "/demo/default-image.jpg?ik-s=b290a94420b85146d6bf257b533b1e3839182dde" },
	{ "/demo/default-image.jpg?ik-t=1700000300&ik-s=61caf5d2a83fd1ae883e9e0a4209ecbd25ada6e2" },
	{ "/demo/default-image.jpg?tr=h-300,w-400:rt-90"
	  "&ik-s=890356a227946e785c06ad15df90282c6bf41922" },
	{ "/demo/default-image.jpg?tr=h-300%2Cw-400%3Art-90"
	  "&ik-s=667bf0a4db978efcde2c1338c6341bf16da32668" },
	{ "/demo/tr:h-300,w-400:rt-90/default-image.jpg?ik-t=1700000300"
	  "&ik-s=d9ec61e49ec1fbadff28b62fb0d858111d1b22bd" },
	{ "/demo/my%20folder/my%20image.jpg?ik-s=3c56846f03e8b44b6915189b0f44962a586f98e7" },
};

START_TEST(published_signatures_hold)
{
	const char *target = spots[_i].target;

	ck_assert_msg(check(target, NOW) == SIGNED_URL_VALID, "%s", target);
	/* Any other byte spoils it, except the one that makes it unsigned. */
	for (size_t i = 0; target[i]; i++) {
		char *changed = arena_strdup(arena, target);
		changed[i] = changed[i] == 'x' ? 'y' : 'x';
		enum signed_url got = check(changed, NOW);
		ck_assert_msg(got == SIGNED_URL_WRONG || got == SIGNED_URL_NONE, "%s", changed);
	}
}
END_TEST

START_TEST(the_key_matters)
{
	static const char *const prefixes[] = { "/demo/" };

	for (size_t i = 0; i < ARRAY_LEN(spots); i++)
		ck_assert_msg(signed_url_check(arena, spots[i].target, "private_other", prefixes, 1,
				      NOW) == SIGNED_URL_WRONG,
			"%s", spots[i].target);
}
END_TEST

START_TEST(without_prefixes_nothing_verifies)
{
	ck_assert_int_eq(
		signed_url_check(arena, spots[0].target, KEY, NULL, 0, NOW), SIGNED_URL_WRONG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("delivery");
	TCase *cases = tcase_create("signed_url");

	tcase_add_checked_fixture(cases, open_arena, close_arena);
	tcase_add_loop_test(cases, a_signature_holds_for_just_what_was_signed, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(cases, published_signatures_hold, 0, ARRAY_LEN(spots));
	tcase_add_test(cases, the_key_matters);
	tcase_add_test(cases, without_prefixes_nothing_verifies);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
