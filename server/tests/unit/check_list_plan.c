/* Where a list begins to look must not change what it finds: every query is run from the chosen set and
 * as a walk over everything, in every order. Small libraries would otherwise never walk. */
#include "db/db_function.h"
#include "search/search_check.h"
#include "search/search_fold.h"
#include "search/search_parse.h"
#include "search/search_relevance.h"
#include "store/blob_facts_store.h"
#include "store/field_store.h"
#include "store/field_value_store.h"
#include "store/list_plan.h"
#include "store/list_sql.h"
#include "store/list_store.h"
#include "tests/support/check_main.h"
#include "tests/support/library.h"

#include <pthread.h>
#include <stdlib.h>

enum { FILES = 400, FOLDERS = 12, NOW = 1700000000 };

static struct library library;
static struct search_context context;
static uint64_t chance = 7;

static uint64_t draw(uint64_t below)
{
	chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (chance >> 33) % below;
}

static const char *const words[] = { "red", "dress", "Blue", "sale", "summer", "a_b", "x",
	"\xc3\xa9t\xc3\xa9" };

static const char *some_name(int i)
{
	static const char *const endings[] = { ".jpg", ".png", ".txt", "" };

	return arena_printf(library.scope.arena, "%s-%s-%d%s", words[draw(ARRAY_LEN(words))],
		words[draw(ARRAY_LEN(words))], i, endings[draw(ARRAY_LEN(endings))]);
}

static struct field add_field(const char *name, enum field_type type)
{
	struct field f = {
		.id = arena_printf(library.scope.arena, "field-%s", name),
		.name = name,
		.label = name,
		.type = type,
		.schema_json = "{}",
	};

	ck_assert_msg(field_store_insert(library.db, &library.scope, library.account.row, &f), "%s",
		library.scope.err.msg);
	return f;
}

static void add_value(
	int64_t version, const struct field *f, struct field_item item, const char *json)
{
	const struct field_value value = { f->row, json, &item, 1 };

	ck_assert_msg(field_value_store_set(library.db, &library.scope, version, &value), "%s",
		library.scope.err.msg);
}

static void add_values(const struct field *fields, int64_t version)
{
	int n = (int)draw(20);

	if (draw(3) > 0)
		add_value(version, &fields[0],
			(struct field_item){
				.kind = FIELD_ITEM_TEXT, .text = words[draw(ARRAY_LEN(words))] },
			"\"t\"");
	if (draw(3) > 0)
		add_value(version, &fields[1],
			(struct field_item){ .kind = FIELD_ITEM_NUMBER, .number = n }, "1");
	if (draw(3) > 0)
		add_value(version, &fields[2],
			(struct field_item){ .kind = FIELD_ITEM_BOOL, .yes = n > 9 }, "true");
}

static void add_file(const struct field *fields, const struct folder *folder, int i)
{
	static const char *const tags[] = { NULL, "[\"red\"]", "[\"sale\",\"red dress\"]",
		"[\"x\",\"summer-sale\"]" };
	struct file f = library_file(&library, some_name(i), 1000 + i / 2);

	f.id = arena_printf(library.scope.arena, "%024x", 5000 - i);
	f.attributes.tags_json = tags[draw(ARRAY_LEN(tags))];
	f.attributes.is_private = draw(2);
	f.content.is_image = draw(2);
	f.content.mime = f.content.is_image ? "image/png" : "text/plain";
	f.content.facts.width = f.content.is_image ? (int64_t)draw(5) : 0;
	f.content.facts.height = f.content.facts.width;
	f.content.size = (int64_t)draw(8) * 512;
	f.updated_at += (int64_t)draw(50);
	if (draw(2))
		f.content.facts.embedded_json = arena_printf(library.scope.arena,
			"{\"Keywords\":[\"%s\"],\"DateTimeOriginal\":\"20%02d-01-01T00:00:00."
			"000Z\","
			"\"GPSLatitude\":%d,\"GPSLongitude\":%d}",
			words[draw(ARRAY_LEN(words))], 10 + (int)draw(12), (int)draw(20) - 10,
			(int)draw(20) - 10);
	library_add(&library, folder, &f);
	add_values(fields, f.version_row);
	ck_assert(blob_facts_store_put(library.db, &library.scope, &f.content));
	if (draw(4) == 0) {
		f.version_id = arena_printf(library.scope.arena, "%024x", 90000 - i);
		f.attributes.tags_json = tags[draw(ARRAY_LEN(tags))];
		library_add_version(&library, &f);
	}
}

static void fill(void)
{
	static const char *const paths[FOLDERS] = { "/", "/a", "/a/b", "/a/b/c", "/ab", "/sale",
		"/sale/red", "/sale-2", "/x", "/x/y", "/x/y/z", "/zz" };
	struct field fields[] = {
		add_field("text", FIELD_TEXT),
		add_field("number", FIELD_NUMBER),
		add_field("flag", FIELD_BOOLEAN),
	};
	struct folder folders[FOLDERS] = { library.root };
	struct field *all;

	for (int i = 1; i < FOLDERS; i++)
		folders[i] = library_add_folder(&library, &library.account, paths[i], 100 + i * 97);
	for (int i = 0; i < FILES; i++)
		add_file(fields, &folders[draw(FOLDERS)], i);
	ck_assert(field_store_all(library.db, &library.scope, library.account.row, false, &all,
		&context.field_count));
	context.fields = all;
	context.now_ms = NOW;
}

static void relevance(void *ctx, struct db_call *call)
{
	(void)ctx;
	db_call_return_number(call, search_relevance(db_call_text(call, 0), db_call_text(call, 1)));
}

static void set_up(void)
{
	library_open(&library);
	fill();
	ck_assert(db_function(library.db, &library.scope,
		&(struct db_function){ "relevance", 2, relevance, NULL }));
}

static void tear_down(void)
{
	library_close(&library);
}

static const char *const queries[] = {
	"name = \"red-red-1.jpg\"",
	"name : \"red\"",
	"name : \"\"",
	"name IN [\"x\", \"red-red-1.jpg\"]",
	"name NOT = \"x\"",
	"name HAS \"red\"",
	"name HAS \"RED dre\"",
	"name HAS \"a b\"",
	"name HAS \"\xc3\xa9t\"",
	"tags IN [\"red\"]",
	"tags IN [\"red\", \"x\", \"sale\"]",
	"tags NOT IN [\"red\"]",
	"tags HAS \"sale\"",
	"tags HAS \"red sum\"",
	"tags EXISTS",
	"tags NOT EXISTS",
	"id = \"000000000000000000001388\"",
	"createdAt > 1970-01-01T00:00:01.100",
	"createdAt <= 1970-01-01T00:00:01.100 AND tags IN [\"x\"]",
	"updatedAt < 1970-01-01T00:00:01.150",
	"width > 2",
	"width IN [1, 3] OR height = 2",
	"size >= 1kb AND size < \"2kb\"",
	"format = \"png\"",
	"format IN [\"txt\", \"jpg\"]",
	"private = true",
	"published = false",
	"transparency = false",
	"createdBy = \"a@b\"",
	"path = \"/a\"",
	"path : \"/a\"",
	"path : \"/\"",
	"path : \"/sale\" AND name : \"red\"",
	"path IN [\"/a\", \"/nowhere\"]",
	"path NOT = \"/a/b\"",
	"path = \"/nowhere\"",
	"path NOT = \"/nowhere\"",
	"\"customMetadata.text\" = \"red\"",
	"\"customMetadata.text\" : \"s\"",
	"\"customMetadata.text\" HAS \"blu\"",
	"\"customMetadata.text\" NOT IN [\"red\"]",
	"\"customMetadata.text\" EXISTS",
	"\"customMetadata.number\" > 4.5",
	"\"customMetadata.number\" <= 3",
	"\"customMetadata.number\" IN [1, 2, 3.5]",
	"\"customMetadata.number\" NOT EXISTS",
	"\"customMetadata.flag\" = true",
	"\"customMetadata.flag\" NOT = false",
	"\"embeddedMetadata.Keywords\" IN [\"red\", \"x\"]",
	"\"embeddedMetadata.Keywords\" NOT IN [\"red\"]",
	"\"embeddedMetadata.Keywords\" EXISTS",
	"\"embeddedMetadata.DateTimeOriginal\" >= 2015-01-01",
	"\"embeddedMetadata.DateTimeOriginal\" EXISTS",
	"\"embeddedMetadata.LocationTaken\" EXISTS",
	"\"embeddedMetadata.LocationTaken\" = \"0,0 500km\"",
	"\"embeddedMetadata.LocationTaken\" = \"0,0|5,5\"",
	"\"embeddedMetadata.LocationTaken\" = \"0,0|8,1|5,6|-3,9\"",
	"\"embeddedMetadata.LocationTaken\" NOT = \"0,0 500km\"",
	"type = \"folder\"",
	"type = \"file-version\"",
	"type = \"file-version\" AND tags IN [\"red\"]",
	"type NOT = \"folder\" AND name : \"red\"",
	"(type = \"file\" AND name : \"red\") OR (type = \"file-version\" AND name : \"x\")",
	"(tags IN [\"red\"] AND width > 1) OR name HAS \"sale\"",
	"(tags IN [\"red\"] OR \"customMetadata.number\" = 3) AND (path : \"/a\" OR path : \"/x\")",
	"name HAS \"red\" OR private = true",
	/* Merged, and longer than what gets a parameter for each value. */
	"name NOT = \"red-red-1.jpg\" AND name NOT = \"x\" AND name : \"red\"",
	"tags NOT IN [\"red\"] AND tags NOT IN [\"x\", \"nobody\"]",
	"tags IN [\"red\"] OR tags IN [\"x\"]",
	"tags IN [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"red\"]",
	"tags NOT IN [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"red\"]",
	"path NOT IN [\"/1\", \"/2\", \"/3\", \"/4\", \"/5\", \"/6\", \"/7\", \"/8\", \"/a\"]",
	"format IN [\"js\", \"ts\", \"ttf\", \"otf\", \"eot\", \"css\", \"txt\", \"mp4\", \"png\"]",
};

static const char *run(const struct search_sql *sql)
{
	struct strbuf rows = strbuf_init(library.scope.arena, 1 << 20);
	struct db_query q = db_begin_once(library.db, strbuf_text(&sql->text));

	list_sql_bind(&q, sql, library.account.row);
	while (db_row(&q))
		strbuf_printf(&rows, "%d:%" PRId64 " ", (int)db_int(&q, LIST_SQL_ASSET),
			db_int(&q, LIST_SQL_ROW));
	ck_assert_msg(db_end(&q, &library.scope), "%s: %s", strbuf_text(&sql->text),
		library.scope.err.msg);
	return strbuf_text(&rows);
}

static const char *page(const struct file_query *query, const struct search_tree *const *sets)
{
	struct search_sql sql = search_bind_init(library.scope.arena);

	return list_sql_page(&sql, query, query->search, sets) ? run(&sql) : "";
}

/* Whether a set was found for files or versions; sets[] as list_store.c chooses them. */
static bool choose(const struct search_tree *tree, const struct search_tree **sets)
{
	struct search_tree *left;

	for (int i = SEARCH_FILE; i <= SEARCH_VERSION; i++) {
		if (search_fold(library.scope.arena, tree, (enum search_asset)i, &left) ==
			SEARCH_DEPENDS)
			ck_assert(list_plan_choose(library.db, &library.scope, library.account.row,
				left, true, &sets[i]));
	}
	return sets[SEARCH_FILE] || sets[SEARCH_VERSION];
}

static struct search_tree *tree_of(const char *text)
{
	static const struct search_dialect dialect = { 0 };
	struct search_node *node;
	struct search_tree *tree;

	ck_assert_msg(search_parse(&library.scope, text, &dialect, &node) &&
			      search_check(&library.scope, node, &context, &tree),
		"%s: %s", text, library.scope.err.msg);
	return tree;
}

START_TEST(a_set_and_a_walk_find_the_same)
{
	const char *text = queries[_i];
	struct file_query query = { .limit = 1000, .type = FILE_QUERY_EVERYTHING };

	query.search = tree_of(text);
	for (int sort = 0; sort <= FILE_QUERY_BY_RELEVANCE * 2 + 1; sort++) {
		const struct search_tree *sets[3] = { NULL }, *const walk[3] = { NULL };
		query.sort = (enum file_query_sort)(sort / 2);
		query.descending = sort % 2;
		query.skip = sort % 3;
		choose(query.search, sets);
		const char *walked = page(&query, walk);
		ck_assert_msg(strcmp(page(&query, sets), walked) == 0, "%s, sort %d", text, sort);
		query.limit = 7;
		ck_assert_msg(strncmp(page(&query, sets), walked, strlen(page(&query, walk))) == 0,
			"%s, sort %d, a page", text, sort);
		query.limit = 1000;
	}
}
END_TEST

/* The comparison above means little unless many of the queries do have a set. */
START_TEST(most_queries_have_a_set)
{
	size_t with = 0;

	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		const struct search_tree *sets[3] = { NULL };
		with += choose(tree_of(queries[i]), sets);
	}
	ck_assert_uint_ge(with, ARRAY_LEN(queries) / 2);
}
END_TEST

/* Nested queries ----------------------------------------------------------------------------------- */

static const char *const leaves[] = { "width > 2", "private = true", "tags IN [\"red\"]",
	"name : \"red\"", "\"customMetadata.number\" > 4.5", "size < 1kb",
	"\"embeddedMetadata.Keywords\" NOT IN [\"red\"]", "tags HAS \"red dre\"" };

enum { LEAVES = ARRAY_LEN(leaves), STACK = 64 * 1024 };

static bool meets[LEAVES][FILES];

/* A query and the files that it finds, put together side by side. */
struct nested {
	struct strbuf text;
	bool finds[FILES];
};

static void add_leaf(struct nested *n, const char *joint, bool is_and)
{
	size_t leaf = draw(LEAVES);

	strbuf_printf(&n->text, "%s%s", joint, leaves[leaf]);
	for (int i = 0; i < FILES; i++)
		n->finds[i] =
			is_and ? n->finds[i] && meets[leaf][i] : n->finds[i] || meets[leaf][i];
}

/* Each way of nesting: what stands before the parentheses, or behind, or on both sides. */
static void nest(struct nested *n, int depth)
{
	bool before = draw(2), is_and = draw(2);
	struct nested inner = { .text = strbuf_init(library.scope.arena, 1 << 16) };

	memset(n->finds, is_and, sizeof(n->finds));
	if (before)
		add_leaf(n, "", is_and);
	if (depth == 0) {
		add_leaf(n, before ? is_and ? " AND " : " OR " : "", is_and);
		return;
	}
	nest(&inner, depth - 1);
	strbuf_printf(&n->text, "%s(%s)", before ? is_and ? " AND " : " OR " : "",
		strbuf_text(&inner.text));
	for (int i = 0; i < FILES; i++)
		n->finds[i] =
			is_and ? n->finds[i] && inner.finds[i] : n->finds[i] || inner.finds[i];
	if (!before)
		add_leaf(n, is_and ? " AND " : " OR ", is_and);
}

struct listing {
	const char *text;
	bool found[FILES];
	bool ok;
};

static bool note(void *ctx, const struct list_item *item)
{
	struct listing *l = ctx;

	l->found[5000 - strtol(item->file.id, NULL, 16)] = true;
	return true;
}

static void *list_it(void *arg)
{
	struct listing *l = arg;
	struct file_query query = { .limit = 1000, .sort = FILE_QUERY_BY_RELEVANCE };

	query.search = tree_of(l->text);
	l->ok = list_store_each(library.db, &library.scope, library.account.row, &query,
		&(struct list_reader){ .each = note, .ctx = l });
	return NULL;
}

/* On a stack that is smaller than what a request leaves of its thread's. */
static bool list_on_small_stack(struct listing *l)
{
	pthread_attr_t attr;
	pthread_t thread;

	*l = (struct listing){ .text = l->text };
	ck_assert_int_eq(pthread_attr_init(&attr), 0);
	ck_assert_int_eq(pthread_attr_setstacksize(&attr, STACK), 0);
	ck_assert_int_eq(pthread_create(&thread, &attr, list_it, l), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	pthread_attr_destroy(&attr);
	return l->ok;
}

static void know_leaves(void)
{
	for (size_t i = 0; i < LEAVES; i++) {
		struct listing l = { .text = leaves[i] };
		list_it(&l);
		ck_assert(l.ok);
		memcpy(meets[i], l.found, sizeof(l.found));
	}
}

START_TEST(nested_queries_find_what_their_parts_say)
{
	know_leaves();
	for (int depth = 0; depth <= SEARCH_PARSE_MAX_DEPTH; depth++) {
		struct nested n = { .text = strbuf_init(library.scope.arena, 1 << 16) };
		nest(&n, depth);
		struct listing l = { .text = strbuf_text(&n.text) };
		ck_assert_msg(list_on_small_stack(&l), "%s: %s", l.text, library.scope.err.msg);
		ck_assert_msg(memcmp(l.found, n.finds, sizeof(n.finds)) == 0, "%s", l.text);
	}
}
END_TEST

/* Alternating ANDs and ORs, so many levels, the topmost of one kind. */
static const char *chain(int levels, bool is_and, const char *leaf)
{
	if (levels == 0)
		return leaf;
	return arena_printf(library.scope.arena, "%s %s (%s)", leaf, is_and ? "AND" : "OR",
		chain(levels - 1, !is_and, leaf));
}

/* The worst for a parser that holds what stands before parentheses: on each level the other side is higher, so
 * whichever is written first, this one is not. 300 conditions make 22 levels of it. */
static const char *spine(int levels, const char *leaf)
{
	const char *text = leaf;

	for (int i = 0; i < levels; i++)
		text = arena_printf(library.scope.arena, "(%s) %s (%s)", chain(i + 1, i % 2, leaf),
			i % 2 ? "OR" : "AND", text);
	return text;
}

START_TEST(the_worst_nesting_is_answered)
{
	static const char *const heavy[] = { "tags HAS \"red dre\"",
		"\"customMetadata.text\" HAS \"blu\"", "tags IN [\"red\"]", "path : \"/a\"",
		"\"embeddedMetadata.LocationTaken\" = \"0,0|5,5\"" };

	for (size_t i = 0; i < ARRAY_LEN(heavy); i++) {
		const char *text = arena_printf(library.scope.arena,
			"(type = \"file\" OR width > 1) AND (%s)", spine(21, heavy[i]));
		struct listing l = { .text = text };
		ck_assert_msg(list_on_small_stack(&l), "%s", library.scope.err.msg);
	}
}
END_TEST

START_TEST(nobody_is_found_in_another_account)
{
	struct account other = library_add_account(&library, "other");
	struct file_query query = { .limit = 1000, .type = FILE_QUERY_EVERYTHING };
	int64_t own = library.account.row;

	library_add_folder(&library, &other, "/", 5);
	library.account.row = other.row;
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		const struct search_tree *sets[3] = { NULL };
		query.search = tree_of(queries[i]);
		choose(query.search, sets);
		ck_assert_msg(strcmp(page(&query, sets), "") == 0, "%s", queries[i]);
	}
	library.account.row = own;
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("list_plan");
	TCase *cases = tcase_create("list_plan");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(cases, a_set_and_a_walk_find_the_same, 0, (int)ARRAY_LEN(queries));
	tcase_add_test(cases, most_queries_have_a_set);
	tcase_add_test(cases, nested_queries_find_what_their_parts_say);
	tcase_add_test(cases, the_worst_nesting_is_answered);
	tcase_add_test(cases, nobody_is_found_in_another_account);
	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
