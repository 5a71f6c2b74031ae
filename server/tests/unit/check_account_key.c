/* What a key may be. */
#include "model/account_key.h"
#include "tests/support/check_main.h"

#include <string.h>

static const struct row {
	const char *key, *fault; /* a piece of the fault, or NULL */
} rows[] = {
	{ "private_demo", NULL },
	{ "x", NULL },
	{ " a \"quoted\" \\ key/with?all&sorts#of=%41+ ", NULL },
	{ "caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x91", NULL },
	{ "", "1 to 1000" },
	{ "a:b", "colons" },
	{ "a\nb", "control" },
	{ "a\x7f", "control" },
	{ "a\xff", "UTF-8" },
	{ "a\xc3", "UTF-8" },
};

START_TEST(keys_are_texts_without_colons)
{
	const struct row *row = &rows[_i];
	const char *fault = account_key_fault(view_of(row->key));

	ck_assert_msg(!fault == !row->fault, "%s: %s", row->key, fault ? fault : "no fault");
	if (fault)
		ck_assert_msg(strstr(fault, row->fault), "%s: %s", row->key, fault);
}
END_TEST

START_TEST(keys_have_a_length)
{
	char key[ACCOUNT_KEY_MAX + 2];

	memset(key, 'k', sizeof(key));
	ck_assert_ptr_null(account_key_fault((struct view){ key, ACCOUNT_KEY_MAX }));
	ck_assert_ptr_nonnull(account_key_fault((struct view){ key, ACCOUNT_KEY_MAX + 1 }));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *tc = tcase_create("account_key");

	tcase_add_loop_test(tc, keys_are_texts_without_colons, 0, ARRAY_LEN(rows));
	tcase_add_test(tc, keys_have_a_length);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
