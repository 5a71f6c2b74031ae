/* Accounts by each of their names, and tokens that are good once. */
#include "store/account_store.h"
#include "store/token_store.h"
#include "tests/support/check_main.h"
#include "tests/support/library.h"

static struct library library;

static void set_up(void)
{
	library_open(&library);
}

static void tear_down(void)
{
	library_close(&library);
}

static bool insert(const char *id, const char *private_key, const char *public_key)
{
	struct account a = { 0, id, private_key, public_key };

	err_clear(&library.scope);
	return account_store_insert(library.db, &library.scope, &a) && a.row > 0;
}

typedef bool find_fn(struct db *db, struct scope *s, const char *key, struct account *out);

static const struct finder {
	const char *label;
	find_fn *find;
	const char *right, *wrong;
} finders[] = {
	{ "private key", account_store_by_private_key, "private_x", "private_X" },
	{ "public key", account_store_by_public_key, "public_x", "public_" },
	{ "imagekit_id", account_store_by_imagekit_id, "x", "y" },
};

START_TEST(an_account_is_found_by_each_of_its_names)
{
	const struct finder *f = &finders[_i];
	struct account a;

	ck_assert(insert("x", "private_x", "public_x"));
	ck_assert_msg(f->find(library.db, &library.scope, f->right, &a), "%s", f->label);
	ck_assert_str_eq(a.imagekit_id, "x");
	ck_assert_str_eq(a.private_key, "private_x");
	ck_assert_str_eq(a.public_key, "public_x");
	ck_assert_int_ne(a.row, library.account.row);
	ck_assert_msg(!f->find(library.db, &library.scope, f->wrong, &a), "%s", f->label);
	ck_assert_msg(library.scope.err.code == ERR_NONE, "%s: absence is no error", f->label);
}
END_TEST

START_TEST(ids_and_keys_belong_to_one_account)
{
	static const struct {
		const char *label, *id, *private_key, *public_key;
	} rows[] = {
		{ "id", "x", "private_2", "public_2" },
		{ "private key", "x2", "private_x", "public_3" },
		{ "public key", "x3", "private_4", "public_x" },
	};

	ck_assert(insert("x", "private_x", "public_x"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_msg(!insert(rows[i].id, rows[i].private_key, rows[i].public_key), "%s",
			rows[i].label);
		ck_assert_msg(library.scope.err.code == ERR_CONFLICT, "%s", rows[i].label);
	}
	/* Any number may have no public key. */
	ck_assert(insert("y", "private_y", NULL) && insert("z", "private_z", NULL));
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM account"), 4);
}
END_TEST

START_TEST(an_account_may_come_back_as_the_same_row)
{
	struct account a = { 77, "x", "private_x", NULL }, found, again = a;

	ck_assert(account_store_insert(library.db, &library.scope, &a));
	ck_assert_int_eq(a.row, 77);
	ck_assert(account_store_by_imagekit_id(library.db, &library.scope, "x", &found));
	ck_assert_int_eq(found.row, 77);
	again.imagekit_id = "y";
	again.private_key = "private_y";
	ck_assert_msg(!account_store_insert(library.db, &library.scope, &again), "row is taken");
	ck_assert_int_eq(library.scope.err.code, ERR_CONFLICT);
	err_clear(&library.scope);
	ck_assert(account_store_delete(library.db, &library.scope, 77));
	ck_assert(account_store_insert(library.db, &library.scope, &again));
	ck_assert_int_eq(again.row, 77);
}
END_TEST

START_TEST(keys_can_be_set_but_not_taken_from_others)
{
	struct account a, changed = { library.account.row, "renamed", "private_new", "public_new" };

	ck_assert(insert("x", "private_x", NULL));
	ck_assert(account_store_update(library.db, &library.scope, &changed));
	ck_assert(account_store_by_public_key(library.db, &library.scope, "public_new", &a));
	ck_assert_str_eq(a.private_key, "private_new");
	ck_assert_int_eq(a.row, library.account.row);
	ck_assert_str_eq(a.imagekit_id, "renamed");
	ck_assert(!account_store_by_private_key(library.db, &library.scope, "private_demo", &a));
	changed.private_key = "private_x";
	ck_assert(!account_store_update(library.db, &library.scope, &changed));
	ck_assert_int_eq(library.scope.err.code, ERR_CONFLICT);
}
END_TEST

START_TEST(all_accounts_come_in_the_order_of_their_making)
{
	enum { MORE = 20 };
	struct account *all;
	size_t count;

	for (int i = 0; i < MORE; i++) {
		const char *id = arena_printf(library.scope.arena, "id%d", (i * 7) % MORE);
		ck_assert(insert(id, id, NULL));
	}
	ck_assert(account_store_all(library.db, &library.scope, &all, &count));
	ck_assert_uint_eq(count, MORE + 1);
	ck_assert_str_eq(all[0].imagekit_id, "demo");
	for (size_t i = 1; i < count; i++) {
		ck_assert_int_gt(all[i].row, all[i - 1].row);
		ck_assert_str_eq(all[i].imagekit_id,
			arena_printf(library.scope.arena, "id%zu", ((i - 1) * 7) % MORE));
		ck_assert_ptr_null(all[i].public_key);
	}
}
END_TEST

START_TEST(an_account_takes_all_that_is_its_own_along)
{
	struct file f = library_file(&library, "a.txt", 100);
	bool fresh;

	f.attributes.tags_json = "[\"t\"]";
	library_add(&library, &library.root, &f);
	ck_assert(token_store_use(
		library.db, &library.scope, library.account.row, "token", 5, &fresh));
	struct account other = library_add_account(&library, "other");
	library_add_folder(&library, &other, "/", 2);
	ck_assert(account_store_delete(library.db, &library.scope, library.account.row));

	static const char *const emptied[] = { "file", "file_version", "tag", "upload_token" };
	for (size_t i = 0; i < ARRAY_LEN(emptied); i++) {
		const char *sql =
			arena_printf(library.scope.arena, "SELECT count(*) FROM %s", emptied[i]);
		ck_assert_msg(library_count(&library, sql) == 0, "%s", emptied[i]);
	}
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM account"), 1);
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM folder"), 1);
	ck_assert_msg(library_count(&library, "SELECT count(*) FROM blob_garbage") == 1,
		"the bytes are up for collection");
}
END_TEST

static bool is_fresh(int64_t account, const char *token)
{
	bool fresh = false;

	ck_assert_msg(token_store_use(library.db, &library.scope, account, token, 1, &fresh), "%s",
		library.scope.err.msg);
	return fresh;
}

START_TEST(a_token_is_good_once_in_each_account)
{
	struct account other = library_add_account(&library, "other");
	int64_t mine = library.account.row;

	ck_assert(is_fresh(mine, "one"));
	ck_assert(!is_fresh(mine, "one"));
	ck_assert(!is_fresh(mine, "one"));
	ck_assert_msg(is_fresh(mine, "One"), "tokens are told apart by case");
	ck_assert(is_fresh(other.row, "one"));
	ck_assert(!is_fresh(other.row, "one"));
}
END_TEST

START_TEST(a_token_needs_an_account)
{
	bool fresh = false;

	ck_assert(!token_store_use(library.db, &library.scope, 99, "token", 1, &fresh));
	ck_assert_int_eq(library.scope.err.code, ERR_UNAVAILABLE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *accounts = tcase_create("account_store"), *tokens = tcase_create("token_store");

	tcase_add_checked_fixture(accounts, set_up, tear_down);
	tcase_add_loop_test(
		accounts, an_account_is_found_by_each_of_its_names, 0, ARRAY_LEN(finders));
	tcase_add_test(accounts, ids_and_keys_belong_to_one_account);
	tcase_add_test(accounts, an_account_may_come_back_as_the_same_row);
	tcase_add_test(accounts, keys_can_be_set_but_not_taken_from_others);
	tcase_add_test(accounts, all_accounts_come_in_the_order_of_their_making);
	tcase_add_test(accounts, an_account_takes_all_that_is_its_own_along);
	suite_add_tcase(suite, accounts);
	tcase_add_checked_fixture(tokens, set_up, tear_down);
	tcase_add_test(tokens, a_token_is_good_once_in_each_account);
	tcase_add_test(tokens, a_token_needs_an_account);
	suite_add_tcase(suite, tokens);
	return check_run(suite);
}
