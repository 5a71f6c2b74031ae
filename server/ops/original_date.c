/* One row of the field table says it all, so that seeds, checkpoints and resets carry the setting along. */
#include "ops/original_date.h"

#include "store/field_store.h"

static bool refuse_taken(struct scope *s, const char *what)
{
	return err_set(s, ERR_CONFLICT,
		"The setting original creation date needs a field of its own, and another field of "
		"the "
		"account has its %s already.",
		what);
}

static bool make(struct emulator *e, struct db *db, struct scope *s, const struct account *a)
{
	struct field there, f = {
		.name = FIELD_ORIGINAL_DATE,
		.label = FIELD_ORIGINAL_DATE_LABEL,
		.type = FIELD_DATE,
		.schema_json = "{\"type\":\"Date\"}",
		.is_reserved = true,
	};

	if (field_store_by_label(db, s, a->row, f.label, &there))
		return refuse_taken(s, "label");
	do { /* a seed repeats ids after a restart */
		f.id = ident_object(e->ident, s->arena, clock_now(e->clock, a->row));
	} while (field_store_by_id(db, s, a->row, f.id, &there));
	return s->err.code == ERR_NONE && field_store_insert(db, s, a->row, &f);
}

bool original_date_put(
	struct emulator *e, struct db *db, struct scope *s, const struct account *a, bool on)
{
	struct field f, other;

	if (!field_store_by_name(db, s, a->row, FIELD_ORIGINAL_DATE, &f))
		return s->err.code == ERR_NONE && (!on || make(e, db, s, a));
	if (f.is_deleted != on)
		return true;
	if (!f.is_reserved)
		return refuse_taken(s, "name");
	if (on && field_store_by_label(db, s, a->row, f.label, &other))
		return refuse_taken(s, "label");
	f.is_deleted = !on;
	return s->err.code == ERR_NONE && field_store_update(db, s, &f);
}

bool original_date_get(struct emulator *e, struct scope *s, const struct account *a, bool *on)
{
	struct field f;
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	*on = field_store_by_name(db, s, a->row, FIELD_ORIGINAL_DATE, &f) && !f.is_deleted;
	db_pool_give(e->db, db);
	return s->err.code == ERR_NONE;
}

bool original_date_set(struct emulator *e, struct scope *s, const struct account *a, bool on)
{
	struct db *db;

	return db_pool_write(e->db, s, &db) &&
	       db_pool_finish(e->db, s, original_date_put(e, db, s, a, on));
}
