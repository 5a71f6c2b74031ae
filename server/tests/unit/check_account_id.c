/* What an account may be called. */
#include "model/account_id.h"
#include "tests/support/check_main.h"

#include <string.h>

/* clang-format off */
static const struct row {
	const char *id, *fault; /* a piece of the fault, or NULL */
} rows[] = {
	{ "demo", NULL },
	{ "D-_9", NULL },
	{ "a", NULL },
	{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg", NULL },
	{ "v", NULL },
	{ "v3", NULL },
	{ "V1", NULL },
	{ "v1x", NULL },
	{ "apis", NULL },
	{ "_emulators", NULL },
	{ "_", NULL },
	{ "", "1 to 64" },
	{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggh", "1 to 64" },
	{ "a.b", "letters" },
	{ "a/b", "letters" },
	{ "a b", "letters" },
	{ "\xc3\xa4", "letters" },
	{ "v1", "paths of this server" },
	{ "v2", "paths of this server" },
	{ "api", "paths of this server" },
	{ "_emulator", "paths of this server" },
	{ "_case", "paths of this server" },
};
/* clang-format on */

START_TEST(ids_are_spelled_and_are_no_routes)
{
	const struct row *row = &rows[_i];
	const char *fault = account_id_fault(view_of(row->id));

	ck_assert_msg(!fault == !row->fault, "%s: %s", row->id, fault ? fault : "no fault");
	if (fault)
		ck_assert_msg(strstr(fault, row->fault), "%s: %s", row->id, fault);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *tc = tcase_create("account_id");

	tcase_add_loop_test(tc, ids_are_spelled_and_are_no_routes, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
