/* The field_value table: how each kind of item is stored is said in its migration. */
#include "store/field_value_store.h"

#include "db/db_rows.h"

static bool unset(struct db *db, struct scope *s, int64_t version, int64_t field)
{
	static const char sql[] = "DELETE FROM field_value WHERE version_id = ?1 AND field_id = ?2";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	db_bind_int(&q, 2, field);
	return db_run(&q, s);
}

/* ?5 is the item, or ?6 when it is a boolean. */
static void bind_item(struct db_query *q, const struct field_item *item)
{
	switch (item->kind) {
	case FIELD_ITEM_TEXT:
		db_bind_text(q, 5, item->text);
		break;
	case FIELD_ITEM_NUMBER:
		db_bind_number(q, 5, item->number);
		break;
	case FIELD_ITEM_DATE:
		db_bind_int(q, 5, item->date_ms);
		break;
	case FIELD_ITEM_BOOL:
		db_bind_int(q, 6, item->yes);
		break;
	}
}

/* `item` is NULL for the empty list. */
static bool insert(struct db *db, struct scope *s, int64_t version, const struct field_value *value,
	size_t position)
{
	static const char sql[] =
		"INSERT INTO field_value (version_id, field_id, position, json, item) "
		"VALUES (?1, ?2, ?3, ?4, "
		"CASE WHEN ?6 IS NULL THEN ?5 WHEN ?6 THEN x'01' ELSE x'00' END)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	db_bind_int(&q, 2, value->field);
	db_bind_int(&q, 3, (int64_t)position);
	db_bind_text(&q, 4, position == 0 ? value->json : NULL);
	if (position < value->count)
		bind_item(&q, &value->items[position]);
	return db_run(&q, s);
}

bool field_value_store_set(
	struct db *db, struct scope *s, int64_t version, const struct field_value *value)
{
	size_t rows = value->count > 0 ? value->count : 1;

	if (!unset(db, s, version, value->field))
		return false;
	for (size_t i = 0; value->json && i < rows; i++)
		if (!insert(db, s, version, value, i))
			return false;
	return true;
}

bool field_value_store_copy(struct db *db, struct scope *s, int64_t from, int64_t to)
{
	static const char sql[] =
		"INSERT INTO field_value (version_id, field_id, position, json, item) "
		"SELECT ?2, field_id, position, json, item FROM field_value WHERE version_id = ?1 "
		"ORDER BY field_id, position";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, from);
	db_bind_int(&q, 2, to);
	return db_run(&q, s);
}

bool field_value_store_count(struct db *db, struct scope *s, int64_t version, int64_t *out)
{
	static const char sql[] = "SELECT count(*) FROM field_value x CROSS JOIN field c "
				  "ON c.id = x.field_id WHERE x.version_id = ?1 "
				  "AND x.json IS NOT NULL AND c.is_deleted = 0";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	return db_rows_int(&q, s, out);
}

bool field_value_store_json(struct db *db, struct scope *s, int64_t version, const char **out)
{
	static const char sql[] =
		"SELECT json_group_object(c.name, json(x.json)) FROM field_value x "
		"CROSS JOIN field c ON c.id = x.field_id WHERE x.version_id = ?1 "
		"AND x.json IS NOT NULL AND c.is_deleted = 0 HAVING count(*) > 0";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	*out = db_row(&q) ? db_text(&q, 0, s) : NULL;
	return db_end(&q, s);
}
