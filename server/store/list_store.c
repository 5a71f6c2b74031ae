/* A list query is SELECT <items> WHERE <filters> ORDER BY <sort> LIMIT. Files and folders have the same
 * columns in the same order, so that both together are a UNION; the sort keys come after them. */
#include "store/list_store.h"

#include "base/strbuf.h"
#include "store/file_columns.h"

enum { MAX_SQL = 16 * 1024 };

/* Parameters of the statement. Tags take the numbers from P_TAGS on. */
enum { P_ACCOUNT = 1, P_PATH, P_NAME, P_LIMIT, P_SKIP, P_TAGS };

struct sort_key {
	const char *file, *folder; /* expressions */
};

static const struct sort_key sort_keys[] = {
	[FILE_QUERY_BY_CREATED] = { "f.created_at", "d.created_at" },
	[FILE_QUERY_BY_UPDATED] = { "v.updated_at", "d.updated_at" },
	[FILE_QUERY_BY_NAME] = { "f.name", "d.name" },
	[FILE_QUERY_BY_HEIGHT] = { "v.height", "0" },
	[FILE_QUERY_BY_WIDTH] = { "v.width", "0" },
	[FILE_QUERY_BY_SIZE] = { "v.size", "0" },
	[FILE_QUERY_BY_RELEVANCE] = { "f.created_at", "d.created_at" },
};

static void add_tags(struct strbuf *sql, size_t count)
{
	if (count == 0)
		return;
	strbuf_str(sql, " AND v.id IN (SELECT version_id FROM tag WHERE name IN (");
	for (size_t i = 0; i < count; i++)
		strbuf_printf(sql, "%s?%zu", i ? "," : "", P_TAGS + i);
	strbuf_str(sql, "))");
}

static void add_files(struct strbuf *sql, const struct file_query *query)
{
	bool versions = query->type == FILE_QUERY_VERSIONS;

	strbuf_printf(sql, "SELECT " FILE_COLUMNS ", %s, f.created_at, %s FROM ",
		sort_keys[query->sort].file, versions ? "v.public_id" : "f.public_id");
	/* CROSS JOIN keeps SQLite from reading the whole library in order to sort one folder. */
	strbuf_str(sql, query->folder_path ? "folder d CROSS JOIN file f ON f.folder_id = d.id "
					   : "file f JOIN folder d ON d.id = f.folder_id ");
	strbuf_str(sql, versions ? "JOIN file_version v ON v.file_id = f.id AND v.id <> "
				   "f.current_version_id "
				 : "JOIN file_version v ON v.id = f.current_version_id ");
	strbuf_str(sql, query->folder_path ? "WHERE d.account_id = ?1 AND d.path = ?2"
					   : "WHERE f.account_id = ?1");
	if (query->name)
		strbuf_str(sql, " AND f.name = ?3");
	if (query->kind == FILE_QUERY_IMAGES)
		strbuf_str(sql, " AND v.is_image = 1");
	if (query->kind == FILE_QUERY_NON_IMAGES)
		strbuf_str(sql, " AND v.is_image = 0");
	add_tags(sql, query->tag_count);
}

/* Folder columns take the places of a file's id, name, path and times; the rest is empty. */
static void add_folders(struct strbuf *sql, const struct file_query *query)
{
	strbuf_printf(sql,
		"SELECT d.id, 0, NULL, d.name, d.path, d.public_id, 0, NULL, 0, d.created_at, "
		"d.updated_at, NULL, 0, NULL, 0, 0, 0, 0, 0, 0.0, 0.0, NULL, NULL, NULL, 0, 0, 0, "
		"%s, d.created_at, d.public_id FROM folder d WHERE d.account_id = ?1 "
		"AND d.parent_id IS NOT NULL",
		sort_keys[query->sort].folder);
	if (query->folder_path)
		strbuf_str(sql, " AND d.parent_id = (SELECT id FROM folder WHERE account_id = ?1 "
				"AND path = ?2)");
	if (query->name)
		strbuf_str(sql, " AND d.name = ?3");
	/* Folders have neither tags nor a file type: a filter on one excludes them. */
	if (query->tag_count > 0 || query->kind != FILE_QUERY_ANY_KIND)
		strbuf_str(sql, " AND 0");
}

static void add_order(struct strbuf *sql, bool descending)
{
	const char *way = descending ? "DESC" : "ASC";

	strbuf_printf(sql, " ORDER BY %d %s, %d %s, %d %s LIMIT ?4 OFFSET ?5",
		FILE_COLUMNS_COUNT + 1, way, FILE_COLUMNS_COUNT + 2, way, FILE_COLUMNS_COUNT + 3,
		way);
}

static const char *list_sql(struct scope *s, const struct file_query *query)
{
	struct strbuf sql = strbuf_init(s->arena, MAX_SQL);

	if (query->type != FILE_QUERY_FOLDERS)
		add_files(&sql, query);
	if (query->type == FILE_QUERY_ALL)
		strbuf_str(&sql, " UNION ALL ");
	if (query->type == FILE_QUERY_FOLDERS || query->type == FILE_QUERY_ALL)
		add_folders(&sql, query);
	add_order(&sql, query->descending);
	return sql.full ? NULL : strbuf_text(&sql);
}

static void read_item(struct db_query *q, struct scope *s, struct list_item *item)
{
	*item = (struct list_item){ 0 };
	file_columns_read(q, s, &item->file);
	if (item->file.id)
		return;
	item->folder = (struct folder){
		.row = item->file.row,
		.id = item->file.version_id,
		.name = item->file.name,
		.path = item->file.folder_path,
		.created_at = item->file.created_at,
		.updated_at = item->file.updated_at,
	};
}

bool list_store_each(struct db *db, struct scope *s, int64_t account,
	const struct file_query *query, bool (*each)(void *ctx, const struct list_item *item),
	void *ctx)
{
	const char *sql = list_sql(s, query);
	struct list_item item;

	if (!sql)
		return err_set(s, ERR_INVALID, "The list query names too many tags.");
	struct db_query q = db_begin_once(db, sql);
	db_bind_int(&q, P_ACCOUNT, account);
	if (query->folder_path)
		db_bind_text(&q, P_PATH, query->folder_path);
	if (query->name)
		db_bind_text(&q, P_NAME, query->name);
	db_bind_int(&q, P_LIMIT, query->limit);
	db_bind_int(&q, P_SKIP, query->skip);
	/* The statement of folders alone has no places for tags. */
	for (size_t i = 0; query->type != FILE_QUERY_FOLDERS && i < query->tag_count; i++)
		db_bind_text(&q, P_TAGS + (int)i, query->tags[i]);
	while (db_row(&q)) {
		read_item(&q, s, &item);
		if (!each(ctx, &item))
			break;
	}
	return db_end(&q, s);
}
