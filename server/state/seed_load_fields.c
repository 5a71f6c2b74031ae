/* Custom metadata: the fields, and what versions hold in them. */
#include "state/seed_load_fields.h"

#include "model/field_rules.h"
#include "model/field_schema.h"
#include "ops/original_date.h"
#include "seed/seed_read.h"
#include "store/field_store.h"
#include "store/field_value_store.h"

/* The message and what is wrong key by key. */
static bool refuse_schema(struct seed_load_work *w, const struct seed_field *wanted)
{
	struct err err = w->s->err;

	if (err.code != ERR_INVALID)
		return false;
	err_clear(w->s);
	return seed_refuse(w->s, w->document, wanted->schema, "%s%s%s", err.msg,
		err.extra_json ? " " : "", err.extra_json ? err.extra_json : "");
}

static bool refuse_taken(
	struct seed_load_work *w, const struct seed_field *wanted, const char *member)
{
	return seed_refuse_member(w->s, w->document, wanted->at, member,
		"another field of the account has this %s", member);
}

/* `own` is the row that the field has already; 0: none. */
static bool is_free(struct seed_load_work *w, const struct seed_field *wanted, int64_t own)
{
	int64_t account = w->account.row;
	struct field there;

	if (field_store_by_name(w->db, w->s, account, wanted->name, &there) && there.row != own)
		return refuse_taken(w, wanted, "name");
	if (!wanted->is_deleted &&
		field_store_by_label(w->db, w->s, account, wanted->label, &there) &&
		there.row != own)
		return refuse_taken(w, wanted, "label");
	if (wanted->id && field_store_by_id(w->db, w->s, account, wanted->id, &there) &&
		there.row != own)
		return refuse_taken(w, wanted, "id");
	return w->s->err.code == ERR_NONE;
}

static const char *fresh_id(struct seed_load_work *w)
{
	struct field there;
	const char *id;

	do {
		id = ident_object(w->e->ident, w->s->arena, w->now);
	} while (field_store_by_id(w->db, w->s, w->account.row, id, &there));
	return id;
}

/* The account may have the reserved field already, by option or by another document. */
static bool find_reserved(struct seed_load_work *w, const struct seed_field *wanted, int64_t *own)
{
	struct field there;

	*own = 0;
	if (wanted->is_reserved &&
		field_store_by_name(w->db, w->s, w->account.row, wanted->name, &there))
		*own = there.row;
	return w->s->err.code == ERR_NONE;
}

static bool load_field(struct seed_load_work *w, const struct seed_field *wanted)
{
	struct field_schema schema;
	struct field f = {
		.id = wanted->id,
		.name = wanted->name,
		.label = wanted->label,
		.description = wanted->description,
		.is_deleted = wanted->is_deleted,
		.is_reserved = wanted->is_reserved,
	};

	if (!find_reserved(w, wanted, &f.row) || !is_free(w, wanted, f.row))
		return false;
	if (!field_schema_read(w->s, wanted->schema, NULL, &schema))
		return refuse_schema(w, wanted);
	f.type = schema.type;
	f.schema_json = field_schema_write(w->s->arena, &schema);
	if (!f.id)
		f.id = fresh_id(w);
	if (w->s->err.code != ERR_NONE)
		return false;
	return f.row ? field_store_update(w->db, w->s, &f)
		     : field_store_insert(w->db, w->s, w->account.row, &f);
}

bool seed_load_fields(struct seed_load_work *w, const struct seed_account *wanted)
{
	for (size_t i = 0; i < wanted->field_count; i++)
		if (!load_field(w, &wanted->fields[i]))
			return false;
	return !wanted->original_date || original_date_put(w->e, w->db, w->s, &w->account, true);
}

static bool load_value(struct seed_load_work *w, int64_t version, const struct json_value *v)
{
	struct field_fault fault = { 0 };
	struct field_schema schema;
	struct field_value value;
	struct field field;

	if (!field_store_by_name(w->db, w->s, w->account.row, json_name_of(v), &field) ||
		field.is_deleted)
		return w->s->err.code == ERR_NONE &&
		       seed_refuse(w->s, w->document, v, "the account has no such field");
	if (!field_schema_load(w->s, field.schema_json, &schema))
		return false;
	if (!field_rules_stored(w->s->arena, &schema, v, &value, &fault))
		return seed_refuse(w->s, w->document, v, "must be %s", fault.must_be);
	value.field = field.row;
	return field_value_store_set(w->db, w->s, version, &value);
}

bool seed_load_fields_values(
	struct seed_load_work *w, int64_t version, const struct json_value *object)
{
	if (!object)
		return true;
	for (const struct json_value *v = json_first(object); v; v = json_next(v))
		if (!load_value(w, version, v))
			return false;
	return true;
}
