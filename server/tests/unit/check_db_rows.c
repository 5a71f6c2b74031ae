/* The shapes in which a statement gives what it found. */
#include "db/db_rows.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

static struct db *db;

static void set_up(void)
{
	open_folder();
	ck_assert_msg(db_open(&scope, in_folder("test.db"), &(struct db_options){ 0 }, &db), "%s",
		scope.err.msg);
}

static void tear_down(void)
{
	db_close(db);
	close_folder();
}

/* The numbers from 1 on; the one called `bad` is none that SQLite can work out. */
static struct db_query numbers(int64_t count, int64_t bad)
{
	static const char sql[] =
		"WITH RECURSIVE n(i) AS (SELECT 1 WHERE ?1 > 0 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < ?1) SELECT i, 'row ' || iif(i = ?2, json('['), i) FROM n";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, count);
	db_bind_int(&q, 2, bad);
	return q;
}

struct item {
	int64_t number, untouched;
	const char *text;
};

static void read_item(struct db_query *q, struct scope *s, void *arg)
{
	struct item *item = arg;

	item->number = db_int(q, 0);
	item->text = db_text(q, 1, s);
}

static const int64_t lengths[] = { 0, 1, 8, 9, 1000 };

START_TEST(a_list_has_every_row_in_order)
{
	struct item *list = (struct item *)&scope;
	int64_t *ints = NULL;
	size_t count = 77, n = 77;

	struct db_query q = numbers(lengths[_i], 0);
	ck_assert(db_rows_all(&q, &scope, sizeof(*list), read_item, &list, &count));
	ck_assert_uint_eq(count, (size_t)lengths[_i]);
	ck_assert_msg(count > 0 || !list, "an empty list is NULL");
	q = numbers(lengths[_i], 0);
	ck_assert(db_rows_all(&q, &scope, sizeof(*ints), db_rows_read_int, &ints, &n));
	ck_assert_uint_eq(n, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(list[i].number, (int64_t)i + 1);
		ck_assert_str_eq(list[i].text,
			arena_printf(scope.arena, "row %lld", (long long)list[i].number));
		ck_assert_int_eq(list[i].untouched, 0);
		ck_assert_int_eq(ints[i], list[i].number);
	}
}
END_TEST

START_TEST(one_row_is_the_first_and_none_is_no_error)
{
	struct item item = { .number = -1 };
	int64_t number = -1;

	struct db_query q = numbers(3, 0);
	ck_assert(db_rows_one(&q, &scope, read_item, &item));
	ck_assert_int_eq(item.number, 1);
	q = numbers(3, 0);
	ck_assert(db_rows_any(&q, &scope));
	q = numbers(3, 0);
	ck_assert(db_rows_int(&q, &scope, &number));
	ck_assert_int_eq(number, 1);

	item.number = number = -1;
	q = numbers(0, 0);
	ck_assert(!db_rows_one(&q, &scope, read_item, &item));
	q = numbers(0, 0);
	ck_assert(!db_rows_any(&q, &scope));
	q = numbers(0, 0);
	ck_assert(db_rows_int(&q, &scope, &number));
	ck_assert_int_eq(item.number, -1);
	ck_assert_int_eq(number, -1);
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

enum { SHAPES = 4 };

START_TEST(a_statement_that_breaks_off_is_an_error_in_every_shape)
{
	struct db_query q = numbers(20, _i == 0 ? 20 : 1);
	struct item *list, item;
	size_t count;
	int64_t number;
	bool ok = true;

	switch (_i) {
	case 0:
		ok = db_rows_all(&q, &scope, sizeof(*list), read_item, &list, &count);
		break;
	case 1:
		ok = db_rows_one(&q, &scope, read_item, &item);
		break;
	case 2:
		ok = db_rows_any(&q, &scope);
		break;
	default:
		ok = db_rows_int(&q, &scope, &number);
	}
	ck_assert(!ok);
	ck_assert_int_ne(scope.err.code, ERR_NONE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *rows = tcase_create("rows");

	tcase_add_checked_fixture(rows, set_up, tear_down);
	tcase_add_loop_test(rows, a_list_has_every_row_in_order, 0, (int)ARRAY_LEN(lengths));
	tcase_add_test(rows, one_row_is_the_first_and_none_is_no_error);
	tcase_add_loop_test(
		rows, a_statement_that_breaks_off_is_an_error_in_every_shape, 0, SHAPES);
	suite_add_tcase(suite, rows);
	return check_run(suite);
}
