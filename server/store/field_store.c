/* The field table. */
#include "store/field_store.h"

#include "db/db_rows.h"

#define FIELD_COLUMNS \
	"id, public_id, name, label, type, schema, is_deleted, description, is_reserved"

static void from_row(struct db_query *q, struct scope *s, void *item)
{
	struct field *f = item;
	const char *type = db_text(q, 4, s);

	*f = (struct field){
		.row = db_int(q, 0),
		.id = db_text(q, 1, s),
		.name = db_text(q, 2, s),
		.label = db_text(q, 3, s),
		.schema_json = db_text(q, 5, s),
		.is_deleted = db_int(q, 6) != 0,
		.description = db_text(q, 7, s),
		.is_reserved = db_int(q, 8) != 0,
	};
	if (!type || !field_type_of(type, &f->type))
		err_set(s, ERR_INTERNAL, "field %s has no known type", f->id);
}

static bool get(struct db *db, struct scope *s, const char *sql, int64_t account, const char *key,
	struct field *out)
{
	struct db_query q = db_begin(db, sql);

	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, key);
	return db_rows_one(&q, s, from_row, out) && s->err.code == ERR_NONE;
}

bool field_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct field *out)
{
	static const char sql[] = "SELECT " FIELD_COLUMNS " FROM field "
				  "WHERE account_id = ?1 AND public_id = ?2";

	return get(db, s, sql, account, id, out);
}

bool field_store_by_name(
	struct db *db, struct scope *s, int64_t account, const char *name, struct field *out)
{
	static const char sql[] = "SELECT " FIELD_COLUMNS " FROM field "
				  "WHERE account_id = ?1 AND name = ?2";

	return get(db, s, sql, account, name, out);
}

bool field_store_by_label(
	struct db *db, struct scope *s, int64_t account, const char *label, struct field *out)
{
	static const char sql[] = "SELECT " FIELD_COLUMNS " FROM field "
				  "WHERE account_id = ?1 AND label = ?2 AND is_deleted = 0";

	return get(db, s, sql, account, label, out);
}

/* All rows of a running query, and its end. */
static bool read_all(struct db_query *q, struct scope *s, struct field **out, size_t *count)
{
	return db_rows_all(q, s, sizeof(**out), from_row, out, count) && s->err.code == ERR_NONE;
}

bool field_store_all(struct db *db, struct scope *s, int64_t account, bool include_deleted,
	struct field **out, size_t *count)
{
	static const char sql[] = "SELECT " FIELD_COLUMNS " FROM field "
				  "WHERE account_id = ?1 AND (is_deleted = 0 OR ?2) ORDER BY id";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, include_deleted);
	return read_all(&q, s, out, count);
}

bool field_store_lacking(struct db *db, struct scope *s, int64_t account, int64_t version,
	struct field **out, size_t *count)
{
	static const char sql[] =
		"SELECT " FIELD_COLUMNS " FROM field WHERE account_id = ?1 AND is_deleted = 0 "
		"AND json_extract(schema, '$.isValueRequired') AND NOT EXISTS "
		"(SELECT 1 FROM field_value WHERE version_id = ?2 AND field_id = field.id) "
		"ORDER BY id";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, version);
	return read_all(&q, s, out, count);
}

bool field_store_insert(struct db *db, struct scope *s, int64_t account, struct field *f)
{
	static const char sql[] =
		"INSERT INTO field (account_id, public_id, name, label, type, schema, is_deleted, "
		"description, is_reserved) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, f->id);
	db_bind_text(&q, 3, f->name);
	db_bind_text(&q, 4, f->label);
	db_bind_text(&q, 5, field_type_word(f->type));
	db_bind_text(&q, 6, f->schema_json);
	db_bind_int(&q, 7, f->is_deleted);
	db_bind_text(&q, 8, f->description);
	db_bind_int(&q, 9, f->is_reserved);
	if (!db_run(&q, s))
		return false;
	f->row = db_last_row(db);
	return true;
}

bool field_store_update(struct db *db, struct scope *s, const struct field *f)
{
	static const char sql[] =
		"UPDATE field SET label = ?2, schema = ?3, is_deleted = ?4, description = ?5, "
		"public_id = ?6 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, f->row);
	db_bind_text(&q, 2, f->label);
	db_bind_text(&q, 3, f->schema_json);
	db_bind_int(&q, 4, f->is_deleted);
	db_bind_text(&q, 5, f->description);
	db_bind_text(&q, 6, f->id);
	return db_run(&q, s);
}
