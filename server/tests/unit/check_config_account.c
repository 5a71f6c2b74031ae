/* How many accounts there may be, and what they get that nobody gave them. */
#include "base/strbuf.h"
#include "tests/support/check_main.h"
#include "tests/support/settings.h"

START_TEST(webhook_secrets_are_given_or_made_of_the_private_key)
{
	ck_assert(load("--account a:b:c:whsec_own --account d:private_x:e", NULL));
	ck_assert_str_eq(config.accounts[0].webhook_secret, "whsec_own");
	/* printf %s private_x | openssl dgst -sha256 -binary | base64 */
	ck_assert_str_eq(config.accounts[1].webhook_secret,
		"whsec_XaEwWKj4B/nG81SazBsjlTySOXwLIbsSCWuqilR3czE=");
}
END_TEST

START_TEST(a_thousand_accounts_and_no_more)
{
	struct strbuf b = strbuf_init(scope.arena, 100L * 1000);

	strbuf_str(&b, "IMAGEKIT_EMULATOR_ACCOUNT=");
	for (int i = 1; i <= 1000; i++)
		strbuf_printf(&b, "id%d:private%d:public%d ", i, i, i);
	ck_assert_msg(load("", strbuf_text(&b)), "%s", scope.err.msg);
	ck_assert_uint_eq(config.account_count, 1000);
	ck_assert_str_eq(config.accounts[0].id, "id1");
	ck_assert_str_eq(config.accounts[998].private_key, "private999");
	ck_assert_str_eq(config.accounts[999].public_key, "public1000");
	strbuf_str(&b, "x:y:z");
	ck_assert(!load("", strbuf_text(&b)));
	ck_assert_str_eq(scope.err.msg,
		"--account: more than 1000 accounts (from the environment variable"
		" IMAGEKIT_EMULATOR_ACCOUNT)");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *tc = tcase_create("account");

	tcase_add_checked_fixture(tc, open_scope, close_scope);
	tcase_add_test(tc, webhook_secrets_are_given_or_made_of_the_private_key);
	tcase_add_test(tc, a_thousand_accounts_and_no_more);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
