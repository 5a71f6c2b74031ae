/* Each change is one transaction: names and labels are looked up in the one that takes them. */
#include "ops/field_ops.h"

#include "base/utf8.h"
#include "model/field_errors.h"
#include "model/field_schema.h"
#include "ops/file_ops.h"
#include "ops/near_miss.h"
#include "store/field_store.h"

#include <string.h>

static const char no_field[] = "No such custom metadata field exists.";
static const char bad_request[] = "Invalid field object";

/* What looks like no id may be one all the same: seeds choose theirs. */
static bool is_odd_id(struct emulator *e, struct scope *s, const struct account *a, const char *id)
{
	struct field there;
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool found = field_store_by_id(db, s, a->row, id, &there);
	db_pool_give(e->db, db);
	return found;
}

static bool check_id(struct emulator *e, struct scope *s, const struct account *a, const char *id)
{
	if (!id)
		return err_set(s, ERR_INVALID, "Missing id parameter.");
	return file_ops_is_id(id) || is_odd_id(e, s, a, id) ||
	       err_set(s, ERR_INVALID, "Your request contains invalid ID parameter.") ||
	       near_miss_note(s, NEAR_MISS_FIELD_ID, a->row, id);
}

static const char *read_text(
	const struct json_value *v, const char *key, struct field_errors *errors)
{
	const char *text = v ? json_text_of(v) : NULL;

	if (!v || (text && !*text))
		field_errors_add(errors, key, "is required");
	else if (!text)
		field_errors_add(errors, key, "should be of type string");
	return text;
}

/* NULL: none, as it was not sent or is empty. */
static const char *read_description(const struct json_value *v, struct field_errors *errors)
{
	const char *text = v ? json_text_of(v) : "";

	if (!text)
		field_errors_add(errors, "description", "should be of type string");
	else if (utf8_count(text) > FIELD_MAX_DESCRIPTION)
		field_errors_add(errors, "description", "should not have more than 500 characters");
	return text && *text ? text : NULL;
}

static bool read_request(struct scope *s, const struct field_request *request, struct field *out)
{
	struct field_errors errors;
	struct field_schema schema;

	*out = (struct field){ 0 };
	field_errors_init(&errors, s->arena);
	out->name = read_text(request->name, "name", &errors);
	out->label = read_text(request->label, "label", &errors);
	out->description = read_description(request->description, &errors);
	if (!request->schema)
		field_errors_add(&errors, "schema", "is required");
	if (out->name && strcmp(out->name, FIELD_ORIGINAL_DATE) == 0)
		field_errors_add(&errors, "name", "is reserved");
	if (!field_errors_none(&errors, s, bad_request) ||
		!field_schema_read(s, request->schema, NULL, &schema))
		return false;
	out->type = schema.type;
	out->schema_json = field_schema_write(s->arena, &schema);
	return true;
}

/* Inside the transactions from here on. */

static bool name_is_free(struct db *db, struct scope *s, int64_t account, const char *name)
{
	struct field there;

	if (field_store_by_name(db, s, account, name, &there))
		return err_set(
			s, ERR_INVALID, "A custom metadata field with this name already exists.");
	return s->err.code == ERR_NONE;
}

static bool label_is_free(struct db *db, struct scope *s, int64_t account, const struct field *f)
{
	struct field there;

	if (field_store_by_label(db, s, account, f->label, &there) && there.row != f->row)
		return err_set(
			s, ERR_INVALID, "A custom metadata field with this label already exists.");
	return s->err.code == ERR_NONE;
}

static bool insert(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	struct field *f)
{
	struct field there;

	if (!name_is_free(db, s, a->row, f->name) || !label_is_free(db, s, a->row, f))
		return false;
	do { /* a seed repeats ids after a restart */
		f->id = ident_object(e->ident, s->arena, clock_now(e->clock, a->row));
	} while (field_store_by_id(db, s, a->row, f->id, &there));
	return s->err.code == ERR_NONE && field_store_insert(db, s, a->row, f);
}

static bool find(
	struct db *db, struct scope *s, const struct account *a, const char *id, struct field *out)
{
	return field_store_by_id(db, s, a->row, id, out) || err_set(s, ERR_NOT_FOUND, no_field) ||
	       near_miss_note(s, NEAR_MISS_FIELD_ID, a->row, id);
}

static bool set_label(struct db *db, struct scope *s, int64_t account,
	const struct json_value *label, struct field *f)
{
	struct field_errors errors;

	if (!label)
		return true;
	field_errors_init(&errors, s->arena);
	f->label = read_text(label, "label", &errors);
	return field_errors_none(&errors, s, bad_request) && label_is_free(db, s, account, f);
}

static bool set_description(struct scope *s, const struct json_value *description, struct field *f)
{
	struct field_errors errors;

	if (!description)
		return true;
	field_errors_init(&errors, s->arena);
	f->description = read_description(description, &errors);
	return field_errors_none(&errors, s, bad_request);
}

static bool set_schema(struct scope *s, const struct json_value *object, struct field *f)
{
	struct field_schema old, schema;

	if (!object)
		return true;
	if (!field_schema_load(s, f->schema_json, &old) ||
		!field_schema_read(s, object, &old, &schema))
		return false;
	f->schema_json = field_schema_write(s->arena, &schema);
	return true;
}

static bool update(struct db *db, struct scope *s, const struct account *a,
	const struct field_request *request, struct field *f)
{
	if (f->is_deleted)
		return err_set(s, ERR_INVALID, "Cannot update a deleted custom metadata fields.");
	return set_label(db, s, a->row, request->label, f) && set_schema(s, request->schema, f) &&
	       set_description(s, request->description, f) && field_store_update(db, s, f);
}

static bool delete (struct db *db, struct scope *s, struct field *f)
{
	if (f->is_deleted)
		return err_set(s, ERR_NOT_FOUND, no_field);
	if (f->is_reserved)
		return err_set(s, ERR_INVALID,
			"This custom metadata field cannot be deleted as it is a reserved field.");
	f->is_deleted = true;
	return field_store_update(db, s, f);
}

bool field_ops_create(struct emulator *e, struct scope *s, const struct account *a,
	const struct field_request *request, struct field *out)
{
	struct db *db;

	return read_request(s, request, out) && db_pool_write(e->db, s, &db) &&
	       db_pool_finish(e->db, s, insert(e, db, s, a, out));
}

bool field_ops_list(struct emulator *e, struct scope *s, const struct account *a,
	bool include_deleted, struct field **out, size_t *count)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = field_store_all(db, s, a->row, include_deleted, out, count);
	db_pool_give(e->db, db);
	return ok;
}

bool field_ops_update(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	const struct field_request *request, struct field *out)
{
	struct db *db;

	if (!check_id(e, s, a, id))
		return false;
	if (request->name)
		return err_set(s, ERR_INVALID, "Name cannot be updated.");
	if (!request->label && !request->schema && !request->description)
		return err_set(s, ERR_INVALID, "Either label or schema should be provided.");
	return db_pool_write(e->db, s, &db) &&
	       db_pool_finish(e->db, s, find(db, s, a, id, out) && update(db, s, a, request, out));
}

bool field_ops_delete(struct emulator *e, struct scope *s, const struct account *a, const char *id)
{
	struct field f;
	struct db *db;

	return check_id(e, s, a, id) && db_pool_write_freeing(e->db, s, &db) &&
	       db_pool_finish(e->db, s, find(db, s, a, id, &f) && delete (db, s, &f));
}
