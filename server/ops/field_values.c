/* Values are checked one by one and stored at once; what the version then lacks is asked at the end. */
#include "ops/field_values.h"

#include "model/field_errors.h"
#include "model/field_rules.h"
#include "model/field_schema.h"
#include "ops/near_miss.h"
#include "store/field_store.h"
#include "store/field_value_store.h"

static bool too_many(struct scope *s)
{
	return err_set(s, ERR_INVALID, "An asset can have a maximum of %d custom metadata values.",
		FIELD_MAX_VALUES);
}

struct work {
	struct db *db;
	struct scope *s;
	int64_t account, version;
	const char *unknown; /* the first name that no field has */
	struct field_errors errors;
};

/* The value as it is stored. False: an error was added, or the scope has one. */
static bool read_value(struct work *w, const struct field *field, const struct json_value *v,
	struct field_value *out)
{
	struct field_schema schema;
	struct field_fault fault = { 0 };

	*out = (struct field_value){ 0 };
	if (json_kind_of(v) != JSON_NULL) {
		if (!field_schema_load(w->s, field->schema_json, &schema))
			return false;
		if (!field_rules_value(w->s->arena, &schema, v, out, &fault)) {
			field_errors_add(
				&w->errors, field->name, field_rules_sentence(w->s->arena, &fault));
			return false;
		}
	}
	out->field = field->row;
	return true;
}

/* False only when the work cannot go on: one wrong value does not hide the next. */
static bool set(struct work *w, const char *name, const struct json_value *v)
{
	struct field_value value;
	struct field field;

	bool known = field_store_by_name(w->db, w->s, w->account, name, &field);
	if (w->s->err.code != ERR_NONE)
		return false;
	if (!known || field.is_deleted) {
		field_errors_add(
			&w->errors, name, "Specified custom metadata field does not exist.");
		if (!w->unknown)
			w->unknown = name;
		return true;
	}
	if (!read_value(w, &field, v, &value))
		return w->s->err.code == ERR_NONE;
	return field_value_store_set(w->db, w->s, w->version, &value);
}

static bool check_required(struct work *w)
{
	struct field *lacking;
	size_t count;

	if (!field_store_lacking(w->db, w->s, w->account, w->version, &lacking, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		field_errors_add(&w->errors, lacking[i].name, "Field is required.");
	return true;
}

static bool check_count(struct work *w)
{
	int64_t count = 0;

	if (!field_value_store_count(w->db, w->s, w->version, &count))
		return false;
	return count <= FIELD_MAX_VALUES || too_many(w->s);
}

bool field_values_merge(struct db *db, struct scope *s, const struct account *a, int64_t version,
	const struct json_value *object)
{
	static const char message[] = "Invalid custom metadata.";
	struct work w = { .db = db, .s = s, .account = a->row, .version = version };
	size_t given = json_count(object);

	if (given == 0)
		return true;
	if (given > FIELD_MAX_VALUES)
		return too_many(s);
	field_errors_init(&w.errors, s->arena);
	for (const struct json_value *v = json_first(object); v; v = json_next(v))
		if (!set(&w, json_name_of(v), v))
			return false;
	/* A required field with a wrong value is told once. */
	if (field_errors_none(&w.errors, s, message))
		return check_required(&w) && field_errors_none(&w.errors, s, message) &&
		       check_count(&w);
	return w.unknown && near_miss_note(s, NEAR_MISS_FIELD_NAME, a->row, w.unknown);
}

bool field_values_set_defaults(
	struct db *db, struct scope *s, const struct account *a, int64_t version)
{
	struct work w = { .db = db, .s = s, .account = a->row, .version = version };
	struct field_value value;
	struct field_schema schema;
	struct field *lacking;
	size_t count;

	if (!field_store_lacking(db, s, a->row, version, &lacking, &count))
		return false;
	field_errors_init(&w.errors, s->arena);
	for (size_t i = 0; i < count; i++) {
		if (!field_schema_load(s, lacking[i].schema_json, &schema) ||
			!read_value(
				&w, &lacking[i], schema.members[FIELD_SCHEMA_DEFAULT], &value) ||
			!field_value_store_set(db, s, version, &value))
			return false;
	}
	return check_count(&w);
}
