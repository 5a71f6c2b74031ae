/* A table of rules, each a question for the first row that breaks it. */
#include "store/row_rules.h"

#include "base/utf8.h"

#include <string.h>

/* Years 0 to 9999, in milliseconds; and 2^53, from where on JSON's numbers have gaps. */
#define TIME(column)  column " NOT BETWEEN -62167219200000 AND 253402300799999"
#define COUNT(column) column " NOT BETWEEN 0 AND 9007199254740992"
#define FLAG(column)  column " NOT IN (0, 1)"

/* clang-format off */
static const struct rule {
	const char *what; /* is wrong with the row that `sql` finds */
	const char *sql;  /* one text that names the row */
} rules[] = {
	{ "account %s: its id or one of its keys is none",
	  "SELECT imagekit_id FROM account WHERE bad_account(imagekit_id) OR bad_key(private_key) "
	  "OR (public_key IS NOT NULL AND bad_key(public_key)) OR " COUNT("id") },
	{ "account %s: it has no root folder, or several",
	  "SELECT imagekit_id FROM account a WHERE (SELECT count(*) FROM folder "
	  "WHERE account_id = a.id AND parent_id IS NULL) <> 1" },

	{ "folder %s: only the root has no parent",
	  "SELECT path FROM folder WHERE (parent_id IS NULL) <> (path = '/') "
	  "OR (parent_id IS NULL AND name <> '')" },
	{ "folder %s: its path is not its parent's and its name",
	  "SELECT c.path FROM folder c JOIN folder p ON p.id = c.parent_id WHERE p.account_id <> c.account_id "
	  "OR bad_name(c.name) OR c.path <> CASE p.path WHEN '/' THEN '/' ELSE p.path || '/' END || c.name" },
	{ "folder %s: its id or one of its times is none",
	  "SELECT path FROM folder WHERE bad_id(public_id) OR " COUNT("id") " OR " TIME("created_at") " OR " TIME("updated_at") },

	{ "file %s: it lies in a folder of another account",
	  "SELECT f.public_id FROM file f JOIN folder d ON d.id = f.folder_id WHERE d.account_id <> f.account_id" },
	{ "file %s: its id, name or time is none",
	  "SELECT public_id FROM file WHERE bad_id(public_id) OR bad_name(name) OR " COUNT("id") " OR " TIME("created_at") },
	{ "file %s: its current version is not one of its own",
	  "SELECT f.public_id FROM file f LEFT JOIN file_version v ON v.id = f.current_version_id "
	  "WHERE v.file_id IS NOT f.id" },
	{ "file %s: the number of its next version is taken, or none",
	  "SELECT public_id FROM file f WHERE next_version_no NOT BETWEEN 1 AND 9007199254740992 "
	  "OR next_version_no <= (SELECT max(number) FROM file_version WHERE file_id = f.id)" },

	{ "version %s: its id, key, number or time is none",
	  "SELECT public_id FROM file_version WHERE bad_id(public_id) OR bad_id(delivery_key) OR " COUNT("id")
	  " OR number NOT BETWEEN 1 AND 9007199254740992 OR " TIME("created_at") " OR " TIME("updated_at") },
	{ "version %s: its bytes have no such size", /* and their name is theirs: the import reads them */
	  "SELECT public_id FROM file_version WHERE " COUNT("size") },
	{ "version %s: what it says of the picture is out of range",
	  "SELECT public_id FROM file_version WHERE width NOT BETWEEN 0 AND 2147483647 "
	  "OR height NOT BETWEEN 0 AND 2147483647 OR orientation NOT BETWEEN 0 AND 65535 "
	  "OR x_resolution NOT BETWEEN -1e15 AND 1e15 OR y_resolution NOT BETWEEN -1e15 AND 1e15 "
	  "OR (custom_coordinates IS NOT NULL AND bad_coordinates(custom_coordinates))" },
	{ "version %s: one of its flags is neither 0 nor 1",
	  "SELECT public_id FROM file_version WHERE " FLAG("is_image") " OR " FLAG("has_alpha") " OR " FLAG("is_private")
	  " OR " FLAG("is_published") },

	{ "tag %s: it is empty, or of another account than its file",
	  "SELECT w.name FROM tag_word w LEFT JOIN tag t ON t.word_id = w.id LEFT JOIN file_version v ON v.id = t.version_id "
	  "LEFT JOIN file f ON f.id = v.file_id WHERE w.name = '' OR f.account_id <> w.account_id "
	  "OR t.position NOT BETWEEN 0 AND 2147483647 OR " COUNT("w.id") },

	{ "customMetadata field %s: its schema is none of its type",
	  "SELECT name FROM field WHERE bad_schema(schema, type)" },
	{ "customMetadata field %s: its id, name, label or a flag is none",
	  "SELECT name FROM field WHERE bad_id(public_id) OR name = '' OR label = '' OR " COUNT("id") " OR " FLAG("is_deleted")
	  " OR " FLAG("is_reserved") },
	{ "customMetadata of version %s: the field is of another account",
	  "SELECT v.public_id FROM field_value x JOIN field d ON d.id = x.field_id JOIN file_version v ON v.id = x.version_id "
	  "JOIN file f ON f.id = v.file_id WHERE f.account_id <> d.account_id" },
	{ "customMetadata of version %s: a value is no JSON, or not in its place",
	  "SELECT v.public_id FROM field_value x JOIN file_version v ON v.id = x.version_id "
	  "WHERE (x.json IS NULL) <> (x.position <> 0) OR x.position NOT BETWEEN 0 AND 2147483647 "
	  "OR (x.json IS NOT NULL AND bad_json(x.json, 0)) OR " COUNT("x.id") },
	{ "customMetadata of version %s: a value is not of its field's type",
	  "SELECT v.public_id FROM field_value x JOIN field d ON d.id = x.field_id JOIN file_version v ON v.id = x.version_id "
	  "WHERE x.item IS NOT NULL AND typeof(x.item) <> CASE d.type WHEN 'Number' THEN 'real' WHEN 'Date' THEN 'integer' "
	  "WHEN 'Boolean' THEN 'blob' ELSE 'text' END OR (d.type = 'Date' AND " TIME("x.item") ")" },

	{ "what is known of the bytes %s is no JSON object, or out of range",
	  "SELECT blob FROM blob_facts WHERE bad_blob(blob) OR (embedded IS NOT NULL AND bad_json(embedded, 1)) "
	  "OR " TIME("taken_at") " OR latitude NOT BETWEEN -90 AND 90 OR longitude NOT BETWEEN -180 AND 180 "
	  "OR " COUNT("bit_rate") " OR duration NOT BETWEEN 0 AND 1e12" },

	{ "upload token %s: its time is none", "SELECT token FROM upload_token WHERE " TIME("used_at") },
	{ "job %s: its type, id, paths or a flag is none",
	  "SELECT public_id FROM job WHERE type NOT IN ('COPY_FOLDER', 'MOVE_FOLDER', 'RENAME_FOLDER') OR bad_id(public_id) "
	  "OR (purge_request_id IS NOT NULL AND bad_id(purge_request_id)) OR source_path NOT LIKE '/%' "
	  "OR target_path NOT LIKE '/%' OR " FLAG("include_versions") " OR " FLAG("purge_failed") " OR " FLAG("is_done") },
	{ "job %s: one of its times is none",
	  "SELECT public_id FROM job WHERE " COUNT("id") " OR " TIME("created_at") " OR " TIME("due_at") },
	{ "purge %s: its id, URL or a time is none",
	  "SELECT public_id FROM purge WHERE bad_id(public_id) OR url = '' OR " COUNT("id") " OR " TIME("created_at")
	  " OR " TIME("due_at") },
	{ "remote URL %s: its bytes have no such name", "SELECT url FROM remote_file WHERE bad_blob(blob) OR url = ''" },
	{ "state of the control plane: %s is no JSON", "SELECT kind FROM control_state WHERE bad_json(json, 0)" },
};
/* clang-format on */

/* A row may be named by what is wrong with it. */
static const char *shown(struct scope *s, const char *name)
{
	if (!name || !utf8_valid(name, strlen(name)))
		return "(no text)";
	return strlen(name) > 100 ? arena_printf(s->arena, "%.100s…", name) : name;
}

static bool check_rule(struct db *db, struct scope *s, const struct rule *rule)
{
	struct db_query q = db_begin_once(db, rule->sql);
	bool found = db_row(&q);
	const char *name = found ? db_text(&q, 0, s) : NULL;

	if (!db_end(&q, s))
		return false;
	if (!found)
		return true;
	struct view what = view_of(rule->what);
	struct view front = view_split(&what, '%'); /* what is left begins with the s of %s */
	return err_set(s, ERR_INVALID, "it is damaged: %.*s%s%s", (int)front.n, front.p,
		shown(s, name), what.p + 1);
}

/* Texts are UTF-8 without NUL, whatever column they lie in; SQLite takes any bytes. */
static bool check_column(struct db *db, struct scope *s, const char *table, const char *column)
{
	struct db_query q = db_begin_once(
		db, arena_printf(s->arena,
			    "SELECT 1 FROM \"%s\" WHERE typeof(\"%s\") = 'text' "
			    "AND bad_text(\"%s\", length(CAST(\"%s\" AS BLOB))) LIMIT 1",
			    table, column, column, column));
	bool found = db_row(&q);

	return db_end(&q, s) &&
	       (!found || err_set(s, ERR_INVALID, "it is damaged: %s.%s has what is no text", table,
				  column));
}

static bool check_texts(struct db *db, struct scope *s)
{
	struct db_query q = db_begin_once(db,
		"SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
		"WHERE m.type = 'table' AND m.sql LIKE '%STRICT%' AND c.type IN ('TEXT', 'ANY')");
	bool ok = true;

	while (ok && db_row(&q)) {
		const char *table = db_text(&q, 0, s);
		ok = check_column(db, s, table, db_text(&q, 1, s));
	}
	return db_end(&q, s) && ok;
}

bool row_rules_check(struct db *db, struct scope *s)
{
	if (!check_texts(db, s))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (!check_rule(db, s, &rules[i]))
			return false;
	return true;
}
