/* The parameters and the search become one filter; the filter a page of rows; the rows items. */
#include "store/list_store.h"

#include "base/log.h"
#include "db/db_function.h"
#include "db/db_rows.h"
#include "search/search_fold.h"
#include "search/search_relevance.h"
#include "store/folder_store.h"
#include "store/list_plan.h"
#include "store/list_sql.h"
#include "store/version_store.h"

#include <inttypes.h>

enum { MAX_ROWS_TEXT = 64 * 1024 };

/* Many times what the worst honest search of a million files takes. Of a processor: what is too much does not depend
 * on what else the machine does. */
enum { MAX_SECONDS = 10 };

/* Filters ----------------------------------------------------------------------------------------- */

struct filter {
	struct arena *arena;
	struct search_tree *and; /* the node that holds them all */
	struct search_tree **last;
};

static void add_tree(struct filter *f, const struct search_tree *tree)
{
	*f->last = arena_alloc(f->arena, sizeof(**f->last));
	**f->last = *tree;
	(*f->last)->next = NULL;
	f->last = &(*f->last)->next;
}

static void add(struct filter *f, enum search_subject subject, enum search_op op,
	const struct search_operand *operands, size_t count)
{
	struct search_condition *c = arena_alloc(f->arena, sizeof(*c));
	struct search_operand *copy = arena_alloc(f->arena, count * sizeof(*copy));

	for (size_t i = 0; i < count; i++)
		copy[i] = operands[i];
	*c = (struct search_condition){
		.subject = subject, .op = op, .operands = copy, .count = count
	};
	add_tree(f, &(struct search_tree){ .kind = SEARCH_TERM, .condition = c });
}

static void add_text(struct filter *f, enum search_subject subject, const char *text)
{
	if (text)
		add(f, subject, SEARCH_EQUAL,
			&(struct search_operand){ .kind = SEARCH_IS_TEXT, .text = text }, 1);
}

static void add_tags(struct filter *f, const char **tags, size_t count)
{
	struct search_operand *operands = arena_alloc(f->arena, count * sizeof(*operands));

	for (size_t i = 0; i < count; i++)
		operands[i] = (struct search_operand){ .kind = SEARCH_IS_TEXT, .text = tags[i] };
	if (count > 0)
		add(f, SEARCH_TAGS, SEARCH_IN, operands, count);
}

static void add_kind(struct filter *f, enum file_query_kind kind)
{
	if (kind != FILE_QUERY_ANY_KIND)
		add(f, SEARCH_IS_IMAGE, SEARCH_EQUAL,
			&(struct search_operand){
				.kind = SEARCH_IS_BOOL, .yes = kind == FILE_QUERY_IMAGES },
			1);
}

/* NULL when the query asks for nothing in particular. */
static const struct search_tree *filter_of(struct arena *a, const struct file_query *query)
{
	struct search_tree *and = arena_alloc(a, sizeof(*and));
	struct filter f = { .arena = a, .and = and, .last = &and->first };

	*and = (struct search_tree){ .kind = SEARCH_AND };
	add_text(&f, SEARCH_PATH, query->folder_path);
	add_text(&f, SEARCH_NAME, query->name);
	add_tags(&f, query->tags, query->tag_count);
	add_kind(&f, query->kind);
	if (query->search)
		add_tree(&f, query->search);
	if (!and->first || and->first->next)
		return and->first ? and : NULL;
	return and->first;
}

/* The page ---------------------------------------------------------------------------------------- */

struct page_row {
	enum search_asset asset;
	int64_t row;
};

struct page {
	struct db *db;
	struct scope *s;
	int64_t account;
	const struct file_query *query; /* … or the versions of `file` */
	int64_t file;
	struct page_row *rows;
	size_t count;
};

static void relevance(void *ctx, struct db_call *call)
{
	(void)ctx;
	db_call_return_number(call, search_relevance(db_call_text(call, 0), db_call_text(call, 1)));
}

/* Where to look for files and for old versions; a condition on `type` makes them different. */
static bool choose_sets(
	struct page *p, const struct search_tree *filter, const struct search_tree **sets)
{
	struct search_tree *left;

	for (int i = SEARCH_FILE; filter && i <= SEARCH_VERSION; i++) {
		enum search_asset asset = (enum search_asset)i;
		if (!list_sql_wants(p->query, asset) ||
			search_fold(p->s->arena, filter, asset, &left) != SEARCH_DEPENDS)
			continue;
		if (!list_plan_choose(p->db, p->s, p->account, left, list_sql_walk_ends(p->query),
			    &sets[asset]))
			return false;
	}
	return true;
}

static void read_row(struct db_query *q, struct scope *s, void *item)
{
	struct page_row *row = item;

	(void)s;
	*row = (struct page_row){
		.asset = (enum search_asset)db_int(q, LIST_SQL_ASSET),
		.row = db_int(q, LIST_SQL_ROW),
	};
}

static bool read_rows(struct page *p, const struct search_sql *sql)
{
	log_message(LOG_DEBUG, "list", "%s", strbuf_text(&sql->text));
	struct db_query q = db_begin_once(p->db, strbuf_text(&sql->text));
	list_sql_bind(&q, sql, p->account);
	return db_rows_all(&q, p->s, sizeof(*p->rows), read_row, &p->rows, &p->count);
}

static bool read_page(struct page *p)
{
	static const struct db_function function = { "relevance", 2, relevance, NULL };
	const struct search_tree *filter = filter_of(p->s->arena, p->query);
	const struct search_tree *sets[] = { NULL, NULL, NULL };
	struct search_sql sql = search_bind_init(p->s->arena);

	if (p->query->sort == FILE_QUERY_BY_RELEVANCE && !db_function(p->db, p->s, &function))
		return false;
	if (!choose_sets(p, filter, sets))
		return false;
	if (!list_sql_page(&sql, p->query, filter, sets))
		return true;
	if (sql.text.full || sql.too_deep)
		return err_set(p->s, ERR_INVALID, "The list query is %s.",
			sql.too_deep ? "nested too deeply: its parentheses hold too many others"
				     : "too long");
	return read_rows(p, &sql);
}

/* The versions of the page as a JSON array, in its order. */
static const char *version_rows(const struct page *p)
{
	struct strbuf text = strbuf_init(p->s->arena, MAX_ROWS_TEXT);
	const char *comma = "[";

	for (size_t i = 0; i < p->count; i++) {
		if (p->rows[i].asset == SEARCH_FOLDER)
			continue;
		strbuf_printf(&text, "%s%" PRId64, comma, p->rows[i].row);
		comma = ",";
	}
	strbuf_str(&text, *comma == '[' ? "[]" : "]");
	return strbuf_text(&text);
}

/* Versions come from one statement, which follows the page; folders are few. */
static bool read_item(struct page *p, struct scope *s, struct db_query *versions,
	const struct page_row *row, struct list_item *item)
{
	*item = (struct list_item){ .arena = s->arena };
	if (row->asset == SEARCH_FOLDER)
		return folder_store_by_row(p->db, s, row->row, &item->folder);
	return version_store_next(versions, s, &item->file);
}

/* An item may be large: each has a scope of its own. */
static bool show_item(struct page *p, struct db_query *versions, const struct page_row *row,
	const struct list_reader *reader)
{
	struct scope s = scope_open();
	struct list_item item;

	bool more = read_item(p, &s, versions, row, &item);
	if (more)
		more = reader->each(reader->ctx, &item);
	else if (s.err.code != ERR_NONE)
		err_set(p->s, s.err.code, "%s", s.err.msg);
	scope_close(&s);
	return more;
}

static bool show_items(struct page *p, const struct list_reader *reader)
{
	struct db_query versions = version_store_begin(p->db, version_rows(p));
	bool more = true;

	for (size_t i = 0; more && i < p->count; i++)
		more = show_item(p, &versions, &p->rows[i], reader);
	return db_end(&versions, p->s) && p->s->err.code == ERR_NONE;
}

/* In one transaction, so that it is one state. */
static bool show(struct page *p, bool (*read)(struct page *p), const struct list_reader *reader)
{
	if (!db_exec(p->db, p->s, "BEGIN"))
		return false;
	db_set_budget(p->db, &(struct db_budget){ (int64_t)MAX_SECONDS * 1000 * 1000,
				     reader->is_awaited, reader->waiter });
	bool ok = read(p) && show_items(p, reader);
	db_set_budget(p->db, NULL);
	/* The transaction only read: nothing is lost with it, but the connection must leave it. */
	struct scope end = scope_open();
	bool ended = db_exec(p->db, &end, "COMMIT");
	scope_close(&end);
	return ok && (ended || err_set(p->s, ERR_UNAVAILABLE, "The list could not be finished."));
}

bool list_store_each(struct db *db, struct scope *s, int64_t account,
	const struct file_query *query, const struct list_reader *reader)
{
	struct page p = { .db = db, .s = s, .account = account, .query = query };

	return show(&p, read_page, reader);
}

static void read_version(struct db_query *q, struct scope *s, void *item)
{
	struct page_row *row = item;

	(void)s;
	*row = (struct page_row){ .asset = SEARCH_VERSION, .row = db_int(q, 0) };
}

static bool read_versions(struct page *p)
{
	struct db_query q = version_store_begin_rows(p->db, p->file);

	return db_rows_all(&q, p->s, sizeof(*p->rows), read_version, &p->rows, &p->count);
}

bool list_store_versions(
	struct db *db, struct scope *s, int64_t file, const struct list_reader *reader)
{
	struct page p = { .db = db, .s = s, .file = file };

	return show(&p, read_versions, reader) && p.count > 0;
}
