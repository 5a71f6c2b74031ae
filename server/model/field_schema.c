/* One row a key: which types have it, and its check. The bounds are read before the default value, which
 * must keep them. */
#include "model/field_schema.h"

#include "base/near.h"
#include "json/json_write.h"
#include "model/field_errors.h"
#include "model/field_rules.h"

#include <string.h>

enum {
	TEXTS = 1u << FIELD_TEXT | 1u << FIELD_TEXTAREA,
	RANGES = 1u << FIELD_NUMBER | 1u << FIELD_DATE,
	SELECTS = 1u << FIELD_SINGLE_SELECT | 1u << FIELD_MULTI_SELECT,
	ALL = TEXTS | RANGES | SELECTS | 1u << FIELD_BOOLEAN,
	MAX_JSON = 8 * 1024 * 1024,
};

/* What is wrong with the value of a key, or NULL; notes in the schema what later checks need. */
typedef const char *check_fn(
	struct arena *a, struct field_schema *schema, const struct json_value *v);

static const char *text_of(struct arena *a, const struct json_value *v)
{
	struct strbuf text = strbuf_init(a, MAX_JSON);
	struct json_writer w = json_writer(&text);

	if (json_text_of(v))
		return json_text_of(v);
	json_put_value(&w, NULL, v);
	return strbuf_text(&text);
}

static const char *read_bound(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_bound *out)
{
	const char *text = json_text_of(v);
	int64_t ms;

	if (schema->type == FIELD_DATE && !text)
		return "should be of type string";
	if (schema->type == FIELD_DATE && !field_rules_date(a, text, &ms))
		return "should be a valid ISO 8601 date";
	if (schema->type != FIELD_DATE && json_kind_of(v) != JSON_NUMBER)
		return "should be of type number";
	*out = (struct field_bound){
		.is_set = true,
		.at = schema->type == FIELD_DATE ? (double)ms : json_number_of(v),
		.text = text_of(a, v),
	};
	return NULL;
}

static const char *read_length(struct arena *a, const struct json_value *v, struct field_bound *out)
{
	int64_t length;

	if (json_kind_of(v) != JSON_NUMBER)
		return "should be of type number";
	if (!json_int_of(v, &length) || length < 0)
		return "should be a whole number of 0 or more";
	*out = (struct field_bound){ true, (double)length, text_of(a, v) };
	return NULL;
}

static const char *check_min_value(
	struct arena *a, struct field_schema *schema, const struct json_value *v)
{
	return read_bound(a, schema, v, &schema->min);
}

static const char *check_max_value(
	struct arena *a, struct field_schema *schema, const struct json_value *v)
{
	return read_bound(a, schema, v, &schema->max);
}

static const char *check_min_length(
	struct arena *a, struct field_schema *schema, const struct json_value *v)
{
	return read_length(a, v, &schema->min);
}

static const char *check_max_length(
	struct arena *a, struct field_schema *schema, const struct json_value *v)
{
	return read_length(a, v, &schema->max);
}

static const char *check_options(
	struct arena *a, struct field_schema *schema, const struct json_value *v)
{
	size_t count = json_count(v);

	(void)schema;
	if (json_kind_of(v) != JSON_ARRAY)
		return "should be of type array";
	if (count == 0)
		return "should have at least one option";
	if (count > FIELD_SCHEMA_MAX_OPTIONS)
		return arena_printf(
			a, "should not have more than %d options", FIELD_SCHEMA_MAX_OPTIONS);
	for (const struct json_value *i = json_first(v); i; i = json_next(i)) {
		enum json_kind kind = json_kind_of(i);
		if (kind != JSON_TEXT && kind != JSON_NUMBER && kind != JSON_BOOL)
			return "should only have options of type string, number or boolean";
	}
	return NULL;
}

static const char *check_required(
	struct arena *a, struct field_schema *schema, const struct json_value *v)
{
	(void)a;
	schema->is_required = json_bool_of(v);
	return json_kind_of(v) == JSON_BOOL ? NULL : "should be of type boolean";
}

static const char *check_default(
	struct arena *a, struct field_schema *schema, const struct json_value *v)
{
	struct field_value value;
	struct field_fault fault;

	if (field_rules_value(a, schema, v, &value, &fault))
		return NULL;
	return arena_printf(
		a, "%s be %s", fault.is_length ? "length should" : "should", fault.must_be);
}

static const struct row {
	const char *name;
	unsigned types; /* a bit each */
	check_fn *check;
} rows[FIELD_SCHEMA_KEYS] = {
	[FIELD_SCHEMA_OPTIONS] = { "selectOptions", SELECTS, check_options },
	[FIELD_SCHEMA_DEFAULT] = { "defaultValue", ALL, check_default },
	[FIELD_SCHEMA_REQUIRED] = { "isValueRequired", ALL, check_required },
	[FIELD_SCHEMA_MIN_VALUE] = { "minValue", RANGES, check_min_value },
	[FIELD_SCHEMA_MAX_VALUE] = { "maxValue", RANGES, check_max_value },
	[FIELD_SCHEMA_MIN_LENGTH] = { "minLength", TEXTS, check_min_length },
	[FIELD_SCHEMA_MAX_LENGTH] = { "maxLength", TEXTS, check_max_length },
};

static bool has_key(enum field_type type, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return (rows[i].types & 1u << type) != 0;
	return strcmp(name, "type") == 0;
}

static const struct json_value *given(const struct json_value *object, const char *name)
{
	const struct json_value *v = json_member(object, name);

	return v && json_kind_of(v) == JSON_NULL ? NULL : v;
}

static void gather(
	const struct json_value *object, const struct field_schema *old, struct field_schema *out)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!(rows[i].types & 1u << out->type))
			continue;
		out->members[i] = given(object, rows[i].name);
		if (old && !json_member(object, rows[i].name))
			out->members[i] = old->members[i];
	}
}

static bool read_type(
	const struct json_value *object, enum field_type *out, struct field_errors *errors)
{
	const struct json_value *type = given(object, "type");
	const char *word = type ? json_text_of(type) : NULL;

	if (word && field_type_of(word, out))
		return true;
	field_errors_add(errors, "type",
		type ? "should be one of Text, Textarea, Number, Date, Boolean, SingleSelect, "
		       "MultiSelect"
		     : "is required");
	return false;
}

static bool check_member(struct arena *a, struct field_schema *schema, enum field_schema_key key,
	struct field_errors *errors)
{
	const struct json_value *v = schema->members[key];
	const char *wrong = v ? rows[key].check(a, schema, v) : NULL;

	if (wrong)
		field_errors_add(errors, rows[key].name, wrong);
	return !wrong;
}

/* The two ends of a range, and how they stand to each other. */
static bool check_bounds(struct arena *a, struct field_schema *schema, enum field_schema_key min,
	enum field_schema_key max, struct field_errors *errors)
{
	bool ok = check_member(a, schema, min, errors);

	ok = check_member(a, schema, max, errors) && ok;
	if (!ok || !schema->min.is_set || !schema->max.is_set || schema->min.at <= schema->max.at)
		return ok;
	field_errors_add(errors, rows[min].name,
		arena_printf(a, "should not be greater than %s", rows[max].name));
	return false;
}

static bool check_choice(struct arena *a, struct field_schema *schema, struct field_errors *errors)
{
	if (!(rows[FIELD_SCHEMA_OPTIONS].types & 1u << schema->type))
		return true;
	if (schema->members[FIELD_SCHEMA_OPTIONS])
		return check_member(a, schema, FIELD_SCHEMA_OPTIONS, errors);
	field_errors_add(errors, rows[FIELD_SCHEMA_OPTIONS].name, "is required");
	return false;
}

static void check_members(struct arena *a, struct field_schema *schema, struct field_errors *errors)
{
	bool values =
		check_bounds(a, schema, FIELD_SCHEMA_MIN_VALUE, FIELD_SCHEMA_MAX_VALUE, errors);
	bool lengths = values && check_bounds(a, schema, FIELD_SCHEMA_MIN_LENGTH,
					 FIELD_SCHEMA_MAX_LENGTH, errors);
	bool choice = check_choice(a, schema, errors);

	check_member(a, schema, FIELD_SCHEMA_REQUIRED, errors);
	if (schema->is_required && !schema->members[FIELD_SCHEMA_DEFAULT])
		field_errors_add(errors, rows[FIELD_SCHEMA_DEFAULT].name,
			"is required when isValueRequired is true");
	/* Beside wrong rules nobody can say whether the default value keeps them. */
	if (lengths && choice)
		check_member(a, schema, FIELD_SCHEMA_DEFAULT, errors);
}

/* The type that was meant; all of them when the word is not like any. */
static const char *near_type(struct arena *a, const struct json_value *type)
{
	const char *words[FIELD_MULTI_SELECT + 2] = { NULL };
	const char *word = type ? json_text_of(type) : NULL;

	for (int i = 0; i <= FIELD_MULTI_SELECT; i++)
		words[i] = field_type_word((enum field_type)i);
	return near_word(a, words, word ? word : "");
}

/* The key of that type that was meant, or NULL. */
static const char *near_key(enum field_type type, const char *name)
{
	struct near n = near_to(name);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].types & 1u << type)
			near_offer(&n, rows[i].name);
	return n.text;
}

bool field_schema_read(struct scope *s, const struct json_value *object,
	const struct field_schema *old, struct field_schema *out)
{
	static const char message[] = "Invalid schema object.";
	struct field_errors errors;

	*out = (struct field_schema){ .type = old ? old->type : FIELD_TEXT };
	field_errors_init(&errors, s->arena);
	if (json_kind_of(object) != JSON_OBJECT) {
		field_errors_add(&errors, "schema", "should be of type object");
		return field_errors_none(&errors, s, message);
	}
	if (!old && !read_type(object, &out->type, &errors))
		return field_errors_none(&errors, s, message) ||
		       err_near(s, near_type(s->arena, given(object, "type")));
	const char *stranger = NULL;
	for (const struct json_value *m = json_first(object); m; m = json_next(m)) {
		if (has_key(out->type, json_name_of(m)) || json_kind_of(m) == JSON_NULL)
			continue;
		field_errors_add(&errors, json_name_of(m), "not allowed for this type");
		stranger = stranger ? stranger : json_name_of(m);
	}
	gather(object, old, out);
	check_members(s->arena, out, &errors);
	return field_errors_none(&errors, s, message) ||
	       err_near(s, stranger ? near_key(out->type, stranger) : NULL);
}

const char *field_schema_write(struct arena *a, const struct field_schema *schema)
{
	struct strbuf text = strbuf_init(a, MAX_JSON);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	json_put_text(&w, "type", field_type_word(schema->type));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (schema->members[i])
			json_put_value(&w, rows[i].name, schema->members[i]);
	json_close_object(&w);
	return strbuf_text(&text);
}

bool field_schema_load(struct scope *s, const char *json, struct field_schema *out)
{
	const struct json_value *object;

	if (json_parse(s, json, strlen(json), &object) && field_schema_read(s, object, NULL, out))
		return true;
	err_clear(s);
	return err_set(s, ERR_INTERNAL, "a stored schema is not one: %s", json);
}
