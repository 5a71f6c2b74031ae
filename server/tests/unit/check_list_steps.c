/* What searches cost in a library that is not small, in steps of SQLite's machine: a row is asked once, however many
 * conditions say the same; a sort that has an index ends with the page; one that has none looks at the matches
 * alone. */
#include "search/search_fold.h"
#include "search/search_parse.h"
#include "store/list_plan.h"
#include "store/list_sql.h"
#include "store/list_store.h"
#include "tests/support/check_main.h"
#include "tests/support/db_steps.h"
#include "tests/support/library.h"

enum { FILES = 8000, STEPS_A_FILE = 12 };

/* Every other file is red, and has another word; each has two tags of three. */
static const char rows[] =
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000) "
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT i, d.account_id, printf('%024x', i), d.id, "
	"iif(i % 2, 'red', 'blue') || '-' || i, i, 2, i / 3 FROM n, folder d;"
	"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, size, mime, "
	"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, is_private, "
	"is_published, created_at, updated_at) SELECT id, id, public_id, 1, 'k', printf('%064x', "
	"id), id * 7919 % 4001, 'image/png', 1, id % 90, 1, 1, 0, 0, 0, 0, 1, 1, id * 7919 % 5003 "
	"FROM file;"
	"INSERT INTO tag_word (id, account_id, name) SELECT t.i, a.id, t.name FROM account a, "
	"(SELECT 1 AS i, 'x' AS name UNION ALL SELECT 2, 'y' UNION ALL SELECT 3, 'z') t;"
	"INSERT INTO tag (version_id, position, word_id) SELECT v.id, w.id, w.id FROM file_version "
	"v, tag_word w WHERE v.id % 3 <> w.id - 1";

static struct library library;

static void set_up(void)
{
	library_open(&library);
	ck_assert_msg(db_exec(library.db, &library.scope, rows), "%s", library.scope.err.msg);
}

static void tear_down(void)
{
	library_close(&library);
}

static struct search_tree *tree_of(const char *text)
{
	static const struct search_dialect dialect = { 0 };
	static const struct search_context context = { 0 };
	struct search_node *node;
	struct search_tree *tree;

	ck_assert_msg(search_parse(&library.scope, text, &dialect, &node) &&
			      search_check(&library.scope, node, &context, &tree),
		"%s: %s", text, library.scope.err.msg);
	return tree;
}

static const struct search_tree *set_of(const struct file_query *query)
{
	const struct search_tree *set = NULL;
	struct search_tree *left;

	if (query->search && search_fold(library.scope.arena, query->search, SEARCH_FILE, &left) ==
				     SEARCH_DEPENDS)
		ck_assert(list_plan_choose(library.db, &library.scope, library.account.row, left,
			list_sql_walk_ends(query), &set));
	return set;
}

/* Of the page alone; it has so many rows. */
static int64_t steps_of(const struct file_query *query, int64_t want)
{
	const struct search_tree *const sets[] = { set_of(query), NULL, NULL };
	struct search_sql sql = search_bind_init(library.scope.arena);
	struct db_steps steps;
	int64_t n = 0;

	ck_assert(list_sql_page(&sql, query, query->search, sets));
	struct db_query q = db_begin_once(library.db, strbuf_text(&sql.text));
	list_sql_bind(&q, &sql, library.account.row);
	db_steps_begin(library.db, &steps);
	while (db_row(&q))
		n++;
	int64_t count = db_steps_end(library.db, &steps);
	ck_assert_msg(db_end(&q, &library.scope), "%s", library.scope.err.msg);
	ck_assert_msg(n == want, "%s: %jd rows", strbuf_text(&sql.text), (intmax_t)n);
	return count;
}

/* The condition so often, each time of another value, which no file has. */
static const char *many(const char *condition, const char *joint, int times)
{
	struct strbuf text = strbuf_init(library.scope.arena, 1 << 16);

	for (int i = 0; i < times; i++) {
		strbuf_printf(&text, "%s", i > 0 ? joint : "");
		for (const char *at = condition; *at; at++)
			if (*at == '#')
				strbuf_printf(&text, "%d", i);
			else
				strbuf_char(&text, *at);
	}
	return strbuf_text(&text);
}

struct repeated {
	const char *condition, *joint;
	int times;
	int64_t found; /* of a page of 10 */
};

static const struct repeated repeated[] = {
	{ "tags NOT IN [\"nobody#\"]", " AND ", 100, 10 },
	{ "name NOT = \"nobody#\"", " AND ", 200, 10 },
	{ "name = \"nobody#\"", " OR ", 200, 0 },
	{ "tags IN [\"nobody#\"]", " OR ", 100, 0 },
	{ "path NOT = \"/nobody#\"", " AND ", 200, 10 },
};

START_TEST(many_conditions_cost_what_one_costs)
{
	const struct repeated *row = &repeated[_i];
	struct file_query query = { .limit = 10, .sort = FILE_QUERY_BY_WIDTH };

	query.search = tree_of(many(row->condition, row->joint, 1));
	int64_t one = steps_of(&query, row->found);
	query.search = tree_of(many(row->condition, row->joint, row->times));
	int64_t all = steps_of(&query, row->found);
	ck_assert_msg(all < one * 3 / 2 + (int64_t)row->times * 200, "%s: %jd, and %jd of %d",
		row->condition, (intmax_t)one, (intmax_t)all, row->times);
}
END_TEST

static const enum file_query_sort indexed[] = { FILE_QUERY_BY_CREATED, FILE_QUERY_BY_NAME,
	FILE_QUERY_BY_SIZE, FILE_QUERY_BY_UPDATED };

START_TEST(a_sort_that_has_an_index_ends_with_the_page)
{
	struct file_query query = { .limit = 20, .sort = indexed[_i / 2], .descending = _i % 2 };
	const int64_t most = 4000;

	ck_assert_int_lt(steps_of(&query, 20), most);
	query.with_folders = true;
	ck_assert_int_lt(steps_of(&query, 20), most);
	query.search = tree_of("name HAS \"red\"");
	ck_assert_int_lt(steps_of(&query, 20), most + (int64_t)FILES * STEPS_A_FILE);
}
END_TEST

START_TEST(sizes_and_changes_are_found_by_an_index)
{
	static const char *const queries[] = { "size = 3999", "size > 3998",
		"updatedAt < 1970-01-01T00:00:00.002" };

	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		struct file_query query = { .limit = 2, .search = tree_of(queries[i]) };
		ck_assert_msg(steps_of(&query, 2) < 500, "%s", queries[i]);
	}
}
END_TEST

/* 4,000 files are more than a walk in the order of the page is worth leaving for. */
START_TEST(a_sort_that_has_none_looks_at_matches_alone)
{
	struct file_query query = { .limit = 10, .search = tree_of("name HAS \"red\"") };

	ck_assert_ptr_null(set_of(&query));
	for (int sort = 0; sort <= FILE_QUERY_BY_RELEVANCE; sort++) {
		query.sort = (enum file_query_sort)sort;
		ck_assert_msg(
			(set_of(&query) == NULL) == list_sql_walk_ends(&query), "sort %d", sort);
	}
}
END_TEST

static bool count_item(void *ctx, const struct list_item *item)
{
	int *count = ctx;

	(void)item;
	++*count;
	return true;
}

static bool is_never_awaited(void *waiter)
{
	int *asked = waiter;

	++*asked;
	return false;
}

START_TEST(a_search_that_nobody_waits_for_ends)
{
	struct scope *s = &library.scope;
	struct file_query query = { .limit = 10, .sort = FILE_QUERY_BY_ORIGINAL_DATE };
	int count = 0, asked = 0;
	struct list_reader reader = { .each = count_item, .ctx = &count };

	ck_assert(list_store_each(library.db, s, library.account.row, &query, &reader));
	ck_assert_int_eq(count, 10);
	reader.is_awaited = is_never_awaited;
	reader.waiter = &asked;
	ck_assert(!list_store_each(library.db, s, library.account.row, &query, &reader));
	ck_assert_int_eq(s->err.code, ERR_UNAVAILABLE);
	ck_assert_int_eq(count, 10);
	ck_assert_int_eq(asked, 1);
	/* The connection goes on. */
	err_clear(s);
	reader.is_awaited = NULL;
	ck_assert(list_store_each(library.db, s, library.account.row, &query, &reader));
	ck_assert_int_eq(count, 20);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *cases = tcase_create("list_steps");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(
		cases, many_conditions_cost_what_one_costs, 0, (int)ARRAY_LEN(repeated));
	tcase_add_loop_test(
		cases, a_sort_that_has_an_index_ends_with_the_page, 0, 2 * (int)ARRAY_LEN(indexed));
	tcase_add_test(cases, sizes_and_changes_are_found_by_an_index);
	tcase_add_test(cases, a_sort_that_has_none_looks_at_matches_alone);
	tcase_add_test(cases, a_search_that_nobody_waits_for_ends);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
