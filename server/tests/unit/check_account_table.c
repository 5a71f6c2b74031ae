/* The table that memory of accounts is kept in. */
#include "base/account_table.h"
#include "tests/support/check_main.h"

struct item {
	int64_t number;
	int *drops;
};

static void drop(void *arg)
{
	const struct item *item = arg;

	++*item->drops;
}

static const int64_t accounts[] = { 5, 0, 9, 3, 7, 1, 8, 2, 6, 4, 1000, INT64_MAX, 11 };

static void put(struct account_table *t, int64_t account, int *drops)
{
	struct item *item = account_table_make(t, account);

	ck_assert_msg(item->number == 0 && !item->drops, "a new item is zeroed");
	*item = (struct item){ account, drops };
}

static struct account_table full(int *drops)
{
	struct account_table t = account_table_init(sizeof(struct item), drop);

	for (size_t i = 0; i < ARRAY_LEN(accounts); i++)
		put(&t, accounts[i], &drops[i]);
	return t;
}

START_TEST(every_account_finds_its_own_in_ascending_order)
{
	int drops[ARRAY_LEN(accounts)] = { 0 };
	struct account_table t = full(drops);

	ck_assert_uint_eq(t.count, ARRAY_LEN(accounts));
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++) {
		const struct item *item = account_table_own(&t, accounts[i]);
		ck_assert(item && item->number == accounts[i]);
		ck_assert_ptr_eq(account_table_make(&t, accounts[i]), item);
	}
	for (size_t i = 0; i < t.count; i++) {
		const struct item *item = account_table_at(&t, i);
		ck_assert_int_eq(item->number, t.accounts[i]);
		ck_assert(i == 0 || t.accounts[i - 1] < t.accounts[i]);
	}
	ck_assert_ptr_null(account_table_own(&t, 12));
	account_table_deinit(&t);
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++)
		ck_assert_int_eq(drops[i], 1);
}
END_TEST

START_TEST(what_holds_for_all_holds_for_those_without_their_own)
{
	int drops[ARRAY_LEN(accounts)] = { 0 };
	struct account_table t = full(drops);

	ck_assert_ptr_eq(account_table_of(&t, 12), account_table_own(&t, ACCOUNT_TABLE_ALL));
	ck_assert_ptr_eq(account_table_of(&t, 5), account_table_own(&t, 5));
	account_table_forget(&t, ACCOUNT_TABLE_ALL);
	ck_assert_ptr_null(account_table_of(&t, 12));
	ck_assert_ptr_nonnull(account_table_of(&t, 5));
	account_table_deinit(&t);
}
END_TEST

START_TEST(what_is_forgotten_is_dropped_once_and_new_the_next_time)
{
	int drops[ARRAY_LEN(accounts)] = { 0 }, again = 0;
	struct account_table t = full(drops);

	account_table_reset(&t, 9);
	account_table_reset(&t, 9);
	ck_assert_int_eq(drops[2], 1);
	ck_assert_ptr_null(account_table_own(&t, 9));
	ck_assert_uint_eq(t.count, ARRAY_LEN(accounts) - 1);
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++) {
		const struct item *item = account_table_own(&t, accounts[i]);
		ck_assert(accounts[i] == 9 || (item && item->number == accounts[i]));
	}
	put(&t, 9, &again);
	account_table_reset(&t, ACCOUNT_TABLE_ALL);
	ck_assert_uint_eq(t.count, 0);
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++)
		ck_assert_int_eq(drops[i], 1);
	ck_assert_int_eq(again, 1);
	put(&t, 9, &again);
	account_table_deinit(&t);
	ck_assert_int_eq(again, 2);
}
END_TEST

START_TEST(an_empty_table_has_nothing)
{
	struct account_table t = account_table_init(1, NULL);

	ck_assert_ptr_null(account_table_own(&t, 0));
	ck_assert_ptr_null(account_table_of(&t, 1));
	account_table_forget(&t, 1);
	account_table_reset(&t, ACCOUNT_TABLE_ALL);
	account_table_deinit(&t);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("account_table");

	tcase_add_test(cases, every_account_finds_its_own_in_ascending_order);
	tcase_add_test(cases, what_holds_for_all_holds_for_those_without_their_own);
	tcase_add_test(cases, what_is_forgotten_is_dropped_once_and_new_the_next_time);
	tcase_add_test(cases, an_empty_table_has_nothing);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
