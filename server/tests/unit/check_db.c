/* One connection: what comes back is what went in, and how each kind of failure is told. */
#include "base/clock.h"
#include "db/db.h"
#include "db/db_function.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <float.h>

static struct db *db;

static void open_db(const char *name, const struct db_options *options, struct db **out)
{
	ck_assert_msg(db_open(&scope, in_folder(name), options, out), "%s", scope.err.msg);
}

static void set_up(void)
{
	open_folder();
	open_db("test.db", &(struct db_options){ 0 }, &db);
	ck_assert(db_exec(db, &scope,
		"CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT;"
		"CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent(id), "
		"number REAL CHECK (number <> 13)) STRICT;"
		"INSERT INTO parent (name) VALUES ('first');"));
}

static void tear_down(void)
{
	db_close(db);
	close_folder();
}

static int64_t count_parents(struct db *of)
{
	static const char sql[] = "SELECT count(*) FROM parent";
	int64_t n = -1;

	struct db_query q = db_begin(of, sql);
	if (db_row(&q))
		n = db_int(&q, 0);
	ck_assert_msg(db_end(&q, &scope), "%s", scope.err.msg);
	return n;
}

/* Openings that fail. */
static const struct opening {
	const char *label, *path; /* inside the scratch folder */
	bool read_only;
} openings[] = {
	{ "a folder that is not there", "no/such/folder/a.db", false },
	{ "a folder in place of the file", "folder", false },
	{ "a file that is no database", "picture", false },
	{ "a file that is no database, to read", "picture", true },
	{ "nothing to read", "absent.db", true },
};

START_TEST(a_database_that_cannot_be_opened_is_unavailable)
{
	const struct opening *o = &openings[_i];
	struct db *none = NULL;
	char noise[4096];

	memset(noise, 'x', sizeof(noise));
	FILE *file = fopen(in_folder("picture"), "w");
	ck_assert_ptr_nonnull(file);
	ck_assert(fwrite(noise, sizeof(noise), 1, file) == 1 && fclose(file) == 0);
	ck_assert(fs_mkdirs(&scope, in_folder("folder")));
	size_t before = scratch_descriptors();

	ck_assert_msg(!db_open(&scope, in_folder(o->path),
			      &(struct db_options){ .read_only = o->read_only }, &none),
		"%s", o->label);
	ck_assert_msg(scope.err.code == ERR_UNAVAILABLE, "%s: code %d, %s", o->label,
		scope.err.code, scope.err.msg);
	ck_assert_msg(scope.err.msg && *scope.err.msg, "%s: no words", o->label);
	ck_assert_msg(!none, "%s", o->label);
	ck_assert_msg(scratch_descriptors() == before, "%s: a descriptor leaks", o->label);
}
END_TEST

START_TEST(values_come_back_as_they_went_in)
{
	static const char *const texts[] = { NULL, "", "plain", "'; DROP TABLE parent; --",
		"caf\xc3\xa9 \xf0\x9f\x8e\x88", "?1", "line\nbreak" };
	static const int64_t integers[] = { 0, 1, -1, INT64_MAX, INT64_MIN };
	static const double numbers[] = { 0, -0.5, 72.009, DBL_MAX, DBL_MIN, 1e-300 };
	static const char sql[] = "SELECT ?1, ?2, ?3";

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t integer = integers[i % ARRAY_LEN(integers)];
		double number = numbers[i % ARRAY_LEN(numbers)];
		struct db_query q = db_begin(db, sql);
		db_bind_text(&q, 1, texts[i]);
		db_bind_int(&q, 2, integer);
		db_bind_number(&q, 3, number);
		ck_assert(db_row(&q));
		const char *text = db_text(&q, 0, &scope);
		ck_assert(db_int(&q, 1) == integer);
		ck_assert(memcmp(&(double){ db_number(&q, 2) }, &number, sizeof(number)) == 0);
		ck_assert(!db_row(&q));
		ck_assert(db_end(&q, &scope));
		/* The copy outlives the statement. */
		if (texts[i])
			ck_assert_pstr_eq(text, texts[i]);
		else
			ck_assert_ptr_null(text);
	}
}
END_TEST

START_TEST(bindings_of_one_use_are_gone_at_the_next)
{
	static const char sql[] = "SELECT ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, "old");
	ck_assert(db_row(&q) && db_end(&q, &scope));
	q = db_begin(db, sql);
	ck_assert(db_row(&q));
	ck_assert_ptr_null(db_text(&q, 0, &scope));
	ck_assert(db_end(&q, &scope));
}
END_TEST

START_TEST(changes_and_the_last_row_are_told)
{
	ck_assert(db_exec(db, &scope, "INSERT INTO parent (id, name) VALUES (41, 'x'), (42, 'y')"));
	ck_assert_int_eq(db_changes(db), 2);
	ck_assert_int_eq(db_last_row(db), 42);
	ck_assert(db_exec(db, &scope, "UPDATE parent SET name = 'z' WHERE id = 7"));
	ck_assert_int_eq(db_changes(db), 0);
}
END_TEST

static const struct failure {
	const char *label, *sql;
	enum err_code code;
} failures[] = {
	{ "unique", "INSERT INTO parent (name) VALUES ('first')", ERR_CONFLICT },
	{ "primary key", "INSERT INTO parent (id) VALUES (1)", ERR_CONFLICT },
	{ "foreign key", "INSERT INTO child (parent) VALUES (99)", ERR_UNAVAILABLE },
	{ "not null", "INSERT INTO child (parent) VALUES (NULL)", ERR_CONFLICT },
	{ "check", "INSERT INTO child (parent, number) VALUES (1, 13)", ERR_CONFLICT },
	{ "wrong type", "INSERT INTO child (parent) VALUES ('one')", ERR_CONFLICT },
	{ "no such table", "INSERT INTO nothing VALUES (1)", ERR_INTERNAL },
	{ "not SQL", "once upon a time", ERR_INTERNAL },
	{ "missing function", "SELECT no_such_function(1)", ERR_INTERNAL },
	{ "at run time", "SELECT abs(-9223372036854775807 - 1)", ERR_INTERNAL },
};

START_TEST(a_failure_is_told_by_its_kind)
{
	const struct failure *f = &failures[_i];

	ck_assert_msg(!db_exec(db, &scope, f->sql), "exec: %s", f->label);
	ck_assert_msg(scope.err.code == f->code, "exec: %s: code %d", f->label, scope.err.code);
	for (int use = 0; use < 2; use++) {
		err_clear(&scope);
		struct db_query q = db_begin(db, f->sql);
		ck_assert_msg(!db_run(&q, &scope), "%s", f->label);
		ck_assert_msg(scope.err.code == f->code, "%s: code %d", f->label, scope.err.code);
		ck_assert_msg(scope.err.msg && *scope.err.msg, "%s: no words", f->label);
	}
	err_clear(&scope);
	struct db_query q = db_begin_once(db, f->sql);
	ck_assert_msg(!db_run(&q, &scope) && scope.err.code == f->code, "once: %s", f->label);
	ck_assert_int_eq(count_parents(db), 1);
}
END_TEST

START_TEST(a_failed_bind_comes_out_at_the_end)
{
	static const char sql[] = "SELECT ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 7, 1);
	db_bind_int(&q, 1, 1);
	ck_assert(!db_row(&q));
	ck_assert_int_eq(scope.err.code, ERR_NONE);
	ck_assert(!db_end(&q, &scope));
	ck_assert_int_eq(scope.err.code, ERR_INTERNAL);
	err_clear(&scope);
	q = db_begin(db, sql);
	db_bind_int(&q, 1, 5);
	ck_assert(db_row(&q));
	ck_assert_int_eq(db_int(&q, 0), 5);
	ck_assert(db_end(&q, &scope));
}
END_TEST

START_TEST(the_first_cause_survives)
{
	err_set(&scope, ERR_LIMITED, "first");
	ck_assert(!db_exec(db, &scope, "nonsense"));
	ck_assert_int_eq(scope.err.code, ERR_LIMITED);
	ck_assert_str_eq(scope.err.msg, "first");
}
END_TEST

/* Twice as many statements as the cache is said to hold. */
START_TEST(any_number_of_statements_can_be_in_use)
{
	static char texts[600][40];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		(void)snprintf(texts[i], sizeof(texts[i]), "SELECT %zu + ?1", i);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
			struct db_query q = db_begin(db, texts[i]);
			db_bind_int(&q, 1, 1000);
			ck_assert_msg(db_row(&q), "%s", texts[i]);
			ck_assert_int_eq(db_int(&q, 0), (int64_t)i + 1000);
			ck_assert(db_end(&q, &scope));
		}
	}
}
END_TEST

START_TEST(statements_may_run_inside_one_another)
{
	static const char outer_sql[] =
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) "
		"SELECT i FROM n";
	static const char inner_sql[] = "INSERT INTO child (parent, number) VALUES (1, ?1)";
	int rows = 0;

	struct db_query outer = db_begin(db, outer_sql);
	for (; db_row(&outer); rows++) {
		struct db_query inner = db_begin(db, inner_sql);
		db_bind_int(&inner, 1, db_int(&outer, 0));
		ck_assert(db_run(&inner, &scope));
	}
	ck_assert(db_end(&outer, &scope));
	ck_assert_int_eq(rows, 3);
}
END_TEST

/* A statement that is left early must not hold its snapshot: a checkpoint would stay behind it. */
START_TEST(an_ended_statement_holds_nothing)
{
	static const char sql[] = "SELECT name FROM parent";
	static const char checkpoint[] = "PRAGMA wal_checkpoint(TRUNCATE)";
	struct db *reader;

	open_db("test.db", &(struct db_options){ .read_only = true }, &reader);
	struct db_query q = db_begin(reader, sql);
	ck_assert(db_row(&q));
	ck_assert(db_exec(db, &scope, "INSERT INTO parent (name) VALUES ('second')"));
	ck_assert(db_end(&q, &scope));
	ck_assert_int_eq(count_parents(reader), 2);

	ck_assert(db_exec(db, &scope, "PRAGMA busy_timeout = 50"));
	q = db_begin(db, checkpoint);
	ck_assert(db_row(&q));
	ck_assert_msg(db_int(&q, 0) == 0, "the checkpoint was kept from its work");
	ck_assert(db_end(&q, &scope));
	db_close(reader);
}
END_TEST

START_TEST(a_reader_cannot_write)
{
	struct db *reader;

	open_db("test.db", &(struct db_options){ .read_only = true }, &reader);
	ck_assert(!db_exec(reader, &scope, "DELETE FROM parent"));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	ck_assert_int_eq(count_parents(reader), 1);
	db_close(reader);
}
END_TEST

START_TEST(a_full_disk_is_unavailable)
{
	static const char sql[] = "INSERT INTO parent (name) VALUES (hex(randomblob(100000)))";

	ck_assert(db_exec(db, &scope, "PRAGMA max_page_count = 8"));
	struct db_query q = db_begin(db, sql);
	ck_assert(!db_run(&q, &scope));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	ck_assert_int_eq(count_parents(db), 1);
	ck_assert(db_exec(db, &scope, "PRAGMA max_page_count = 1000"));
	q = db_begin(db, sql);
	ck_assert_msg(db_run(&q, &scope), "%s", scope.err.msg);
}
END_TEST

START_TEST(a_database_that_stays_locked_is_unavailable)
{
	static const char sql[] = "INSERT INTO parent (name) VALUES ('second')";
	struct db *other;

	open_db("test.db", &(struct db_options){ 0 }, &other);
	ck_assert(db_exec(other, &scope, "PRAGMA busy_timeout = 20"));
	ck_assert(db_exec(db, &scope, "BEGIN IMMEDIATE"));
	struct db_query q = db_begin(other, sql);
	ck_assert(!db_run(&q, &scope));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	ck_assert(db_exec(db, &scope, "COMMIT"));
	q = db_begin(other, sql);
	ck_assert_msg(db_run(&q, &scope), "%s", scope.err.msg);
	db_close(other);
}
END_TEST

static const char endless[] = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
			      "SELECT count(*) FROM n";

static void expect_broken_off(enum err_code code)
{
	struct db_query q = db_begin(db, endless);

	ck_assert(!db_row(&q));
	ck_assert(!db_end(&q, &scope));
	ck_assert_int_eq(scope.err.code, code);
	err_clear(&scope);
}

START_TEST(what_uses_up_its_budget_is_broken_off)
{
	db_set_budget(db, &(struct db_budget){ .us = 20000 });
	expect_broken_off(ERR_INVALID);
	/* Neither the connection nor the statement keeps anything of it. */
	db_set_budget(db, NULL);
	struct db_query q = db_begin_once(db,
		"SELECT sum(value) FROM json_each('[1,2]'), (WITH RECURSIVE n(x) AS (SELECT 1 "
		"UNION ALL SELECT x + 1 FROM n LIMIT 300000) SELECT max(x) FROM n)");
	ck_assert(db_row(&q) && db_int(&q, 0) == 3);
	ck_assert(db_end(&q, &scope));
}
END_TEST

/* Each statement for itself would be within the budget. */
START_TEST(a_budget_is_for_all_statements_together)
{
	enum { MANY = 100000 };
	int done = 0;

	db_set_budget(db, &(struct db_budget){ .us = 500000 });
	for (int i = 0; i < MANY; i++) {
		struct db_query q = db_begin(db,
			"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT "
			"40000) SELECT max(x) FROM n");
		done += db_row(&q);
		if (!db_end(&q, &scope))
			break;
	}
	ck_assert_int_gt(done, 1);
	ck_assert_int_lt(done, MANY);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	err_clear(&scope);
	db_set_budget(db, NULL);
}
END_TEST

static bool wanted_thrice(void *ctx)
{
	int *asked = ctx;

	return ++*asked <= 3;
}

START_TEST(what_nobody_wants_any_more_is_broken_off)
{
	int asked = 0;

	db_set_budget(db, &(struct db_budget){ 60000000, wanted_thrice, &asked });
	expect_broken_off(ERR_UNAVAILABLE);
	ck_assert_int_eq(asked, 4);
	db_set_budget(db, &(struct db_budget){ .us = 20000 });
	expect_broken_off(ERR_INVALID);
	db_set_budget(db, NULL);
}
END_TEST

static void doubled(void *ctx, struct db_call *call)
{
	db_call_return_text(call, arena_printf(call->arena, "%s%jd", (const char *)ctx,
					  (intmax_t)(2 * db_call_int(call, 0))));
}

START_TEST(a_function_of_ours_can_be_called_in_sql)
{
	static const char sql[] = "UPDATE parent SET name = doubled(id)";
	static char prefix[] = "no. ";

	ck_assert(db_exec(db, &scope, "INSERT INTO parent (id) VALUES (20), (21)"));
	ck_assert(db_function(db, &scope, &(struct db_function){ "doubled", 1, doubled, prefix }));
	struct db_query q = db_begin(db, sql);
	ck_assert_msg(db_run(&q, &scope), "%s", scope.err.msg);
	q = db_begin_once(db, "SELECT group_concat(name, '|') FROM parent");
	ck_assert(db_row(&q));
	const char *names = db_text(&q, 0, &scope);
	ck_assert(db_end(&q, &scope));
	ck_assert_str_eq(names, "no. 2|no. 40|no. 42");
}
END_TEST

START_TEST(no_connection_is_closed_quietly)
{
	db_close(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *cases = tcase_create("db");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(
		cases, a_database_that_cannot_be_opened_is_unavailable, 0, ARRAY_LEN(openings));
	tcase_add_test(cases, values_come_back_as_they_went_in);
	tcase_add_test(cases, bindings_of_one_use_are_gone_at_the_next);
	tcase_add_test(cases, changes_and_the_last_row_are_told);
	tcase_add_loop_test(cases, a_failure_is_told_by_its_kind, 0, ARRAY_LEN(failures));
	tcase_add_test(cases, a_failed_bind_comes_out_at_the_end);
	tcase_add_test(cases, the_first_cause_survives);
	tcase_add_test(cases, any_number_of_statements_can_be_in_use);
	tcase_add_test(cases, statements_may_run_inside_one_another);
	tcase_add_test(cases, an_ended_statement_holds_nothing);
	tcase_add_test(cases, a_reader_cannot_write);
	tcase_add_test(cases, a_full_disk_is_unavailable);
	tcase_add_test(cases, a_database_that_stays_locked_is_unavailable);
	tcase_add_test(cases, a_function_of_ours_can_be_called_in_sql);
	tcase_add_test(cases, what_uses_up_its_budget_is_broken_off);
	tcase_add_test(cases, a_budget_is_for_all_statements_together);
	tcase_add_test(cases, what_nobody_wants_any_more_is_broken_off);
	tcase_add_test(cases, no_connection_is_closed_quietly);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
