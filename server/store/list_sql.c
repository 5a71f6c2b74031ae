/* A page is SELECT <keys> of files UNION ALL of old versions UNION ALL of folders ORDER BY … LIMIT …, less
 * the kinds that cannot match. It names rows only; their columns are read afterwards, for the page alone.
 *
 * Files come either from a set of ids, then sorted, or from the index that has the order, until the page
 * is full. INDEXED BY and NOT INDEXED keep SQLite, which knows nothing of how many rows match, from
 * choosing otherwise. */
#include "store/list_sql.h"

#include "model/field.h"
#include "search/search_fold.h"
#include "search/search_nest.h"
#include "search/search_relevance.h"

struct sort {
	const char *file, *folder; /* expressions; NULL: creation alone */
	const char *index;         /* to walk over all files, in this order unless … */
	bool sorted_after;         /* … they are sorted when all are known */
	bool in_version;
	bool by_version; /* `index` is one of file_version; else of file */
};

/* The row that has what the bytes say is the blob's; most have none. */
#define DURATION "coalesce((SELECT b.duration FROM blob_facts b WHERE b.blob = v.blob), 0)"

#define ORIGINAL_DATE                                                                   \
	"coalesce((SELECT x.item FROM field o CROSS JOIN field_value x "                \
	"INDEXED BY field_value_version ON x.version_id = v.id AND x.field_id = o.id "  \
	"AND x.position = 0 WHERE o.account_id = ?1 AND o.name = '" FIELD_ORIGINAL_DATE \
	"' AND o.is_reserved = 1 AND o.is_deleted = 0), f.created_at)"

// clang-format off
static const struct sort sorts[] = {
	[FILE_QUERY_BY_CREATED] = { NULL, NULL, "file_created", false, false, false },
	[FILE_QUERY_BY_UPDATED] = { "v.updated_at", "d.updated_at", "file_version_updated", false, true, true },
	[FILE_QUERY_BY_NAME] = { "f.name", "d.name", "file_name", false, false, false },
	[FILE_QUERY_BY_HEIGHT] = { "v.height", "0", "file_created", true, true, false },
	[FILE_QUERY_BY_WIDTH] = { "v.width", "0", "file_created", true, true, false },
	[FILE_QUERY_BY_SIZE] = { "v.size", "0", "file_version_size", false, true, true },
	[FILE_QUERY_BY_DURATION] = { DURATION, "0", "file_created", true, true, false },
	[FILE_QUERY_BY_ORIGINAL_DATE] = { ORIGINAL_DATE, "d.created_at", "file_created", true, true, false },
	[FILE_QUERY_BY_RELEVANCE] = { NULL, NULL, "file_created", true, false, false },
};
// clang-format on

/* One kind of asset on its way into the page. */
struct arm {
	struct search_sql *q;
	const struct file_query *query;
	enum search_asset asset;
	const struct search_tree *filter; /* what is left of it; NULL: every one */
	const struct search_tree *set;
};

static void str(const struct arm *arm, const char *text)
{
	strbuf_str(&arm->q->text, text);
}

static void put_sets(struct search_sql *q, const struct search_tree *set)
{
	if (set->kind == SEARCH_TERM) {
		search_sql_set(q, set->condition);
		return;
	}
	for (const struct search_tree *child = set->first; child; child = child->next) {
		if (child != set->first)
			strbuf_str(&q->text, " UNION ALL ");
		put_sets(q, child);
	}
}

static void put_key(const struct arm *arm)
{
	const struct sort *sort = &sorts[arm->query->sort];

	if (arm->query->sort == FILE_QUERY_BY_RELEVANCE)
		search_relevance_sql(arm->q, arm->query->search, arm->asset);
	else if (!sort->file)
		str(arm, "0");
	else
		str(arm, arm->asset == SEARCH_FOLDER ? sort->folder : sort->file);
}

static void put_filter(const struct arm *arm, const char *created_at)
{
	if (arm->query->indexed_until > 0) {
		strbuf_printf(&arm->q->text, " AND %s <= ", created_at);
		search_bind_number(arm->q, (double)arm->query->indexed_until);
	}
	if (arm->filter) {
		str(arm, " AND ");
		search_nest_test(arm->q, arm->filter, arm->asset);
	}
}

/* From the version to its file. */
static void put_version_walk(const struct arm *arm)
{
	strbuf_printf(&arm->q->text,
		" FROM file_version v INDEXED BY %s CROSS JOIN file f ON f.id = v.file_id AND "
		"f.current_version_id %s v.id",
		sorts[arm->query->sort].index, arm->asset == SEARCH_VERSION ? "<>" : "=");
}

static void put_file_source(const struct arm *arm)
{
	const struct sort *sort = &sorts[arm->query->sort];

	if (!arm->set && sort->by_version) {
		put_version_walk(arm);
		return;
	}
	if (arm->set)
		str(arm, " FROM file f NOT INDEXED");
	else
		strbuf_printf(&arm->q->text, " FROM file f INDEXED BY %s", sort->index);
	if (arm->asset == SEARCH_VERSION)
		str(arm, " CROSS JOIN file_version v ON v.file_id = f.id AND v.id <> "
			 "f.current_version_id");
	else if (sort->in_version || (arm->filter && search_sql_uses_version(arm->filter)))
		str(arm, " CROSS JOIN file_version v ON v.id = f.current_version_id");
}

static void put_files(const struct arm *arm)
{
	bool old = arm->asset == SEARCH_VERSION;

	strbuf_printf(&arm->q->text, "SELECT %d, %s, ", (int)arm->asset,
		old ? "v.id" : "f.current_version_id");
	put_key(arm);
	strbuf_printf(&arm->q->text, ", f.created_at, %s",
		old ? "f.public_id || v.public_id" : "f.public_id");
	put_file_source(arm);
	str(arm, " WHERE f.account_id = ?1");
	if (arm->set) {
		str(arm, " AND f.id IN (");
		put_sets(arm->q, arm->set);
		str(arm, ")");
	}
	put_filter(arm, old ? "v.created_at" : "f.created_at");
}

static void put_folders(const struct arm *arm)
{
	strbuf_printf(&arm->q->text, "SELECT %d, d.id, ", (int)arm->asset);
	put_key(arm);
	str(arm, ", d.created_at, d.public_id FROM folder d WHERE d.account_id = ?1 AND "
		 "d.parent_id IS NOT NULL");
	put_filter(arm, "d.created_at");
}

static void put_order(struct search_sql *q, const struct file_query *query)
{
	const char *way = query->descending ? "DESC" : "ASC";

	strbuf_str(&q->text, " ORDER BY ");
	if (query->sort != FILE_QUERY_BY_CREATED)
		strbuf_printf(&q->text, "3 %s, ", way);
	strbuf_printf(&q->text, "4 %s, 5 %s LIMIT ", way, way);
	search_bind_number(q, (double)query->limit);
	strbuf_str(&q->text, " OFFSET ");
	search_bind_number(q, (double)query->skip);
}

bool list_sql_wants(const struct file_query *query, enum search_asset asset)
{
	static const bool wanted[][3] = {
		[FILE_QUERY_FILES] = { [SEARCH_FILE] = true },
		[FILE_QUERY_VERSIONS] = { [SEARCH_VERSION] = true },
		[FILE_QUERY_FOLDERS] = { [SEARCH_FOLDER] = true },
		[FILE_QUERY_ALL] = { [SEARCH_FILE] = true, [SEARCH_FOLDER] = true },
		[FILE_QUERY_EVERYTHING] = { true, true, true },
	};

	return wanted[query->type][asset] || (query->with_folders && asset == SEARCH_FOLDER);
}

bool list_sql_walk_ends(const struct file_query *query)
{
	return !sorts[query->sort].sorted_after;
}

/* The part of one kind; nothing when no such asset can match. */
static void add_arm(struct arm *arm, const struct search_tree *filter, bool *any)
{
	struct search_tree *left = NULL;

	if (!list_sql_wants(arm->query, arm->asset) ||
		(filter &&
			search_fold(arm->q->text.arena, filter, arm->asset, &left) == SEARCH_NEVER))
		return;
	arm->filter = left;
	if (*any)
		str(arm, " UNION ALL ");
	*any = true;
	if (arm->asset == SEARCH_FOLDER)
		put_folders(arm);
	else
		put_files(arm);
}

bool list_sql_page(struct search_sql *q, const struct file_query *query,
	const struct search_tree *filter, const struct search_tree *const *sets)
{
	static const enum search_asset assets[] = { SEARCH_FILE, SEARCH_VERSION, SEARCH_FOLDER };
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(assets); i++) {
		struct arm arm = { .q = q, .query = query, .asset = assets[i], .set = sets[i] };
		add_arm(&arm, filter, &any);
	}
	if (any)
		put_order(q, query);
	return any;
}

void list_sql_count(struct search_sql *q, const struct search_condition *set, int64_t max)
{
	strbuf_str(&q->text, "SELECT count(*) FROM (");
	search_sql_set(q, set);
	strbuf_str(&q->text, " LIMIT ");
	search_bind_number(q, (double)max);
	strbuf_str(&q->text, ")");
}

void list_sql_bind(struct db_query *q, const struct search_sql *sql, int64_t account)
{
	db_bind_int(q, SEARCH_SQL_ACCOUNT, account);
	for (size_t i = 0; i < sql->count; i++) {
		int parameter = (int)i + SEARCH_SQL_ACCOUNT + 1;
		if (sql->binds[i].text)
			db_bind_text(q, parameter, sql->binds[i].text);
		else
			db_bind_number(q, parameter, sql->binds[i].number);
	}
}
