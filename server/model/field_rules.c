/* One function a type; select options are compared with their type, so that 30 is not "30". */
#include "model/field_rules.h"

#include "base/date.h"
#include "base/date_text.h"
#include "base/text.h"
#include "base/utf8.h"
#include "json/json_write.h"

#include <string.h>

enum { MAX_JSON = 8 * 1024 * 1024 }; /* a body is a megabyte; escapes make it longer */

static const char not_an_option[] = "one of the select options";

static bool refuse(struct field_fault *fault, const char *must_be)
{
	*fault = (struct field_fault){ .must_be = must_be };
	return false;
}

const char *field_rules_sentence(struct arena *a, const struct field_fault *fault)
{
	return arena_printf(
		a, "%s must be %s.", fault->is_length ? "Length" : "Value", fault->must_be);
}

/* The clock reads years from 1970 on. The calendar repeats itself every 400 years, so an earlier date is
 * read as one that many years later and then taken back. */
bool field_rules_date(struct arena *a, const char *text, int64_t *ms)
{
	static const int64_t era_ms = INT64_C(146097) * DATE_DAY_SECONDS * 1000;
	const char *time = strchr(text, 'T');
	int64_t year, eras = 0;

	if (strlen(text) < 5 || text[4] != '-' || !text_int((struct view){ text, 4 }, &year) ||
		year < 0)
		return false;
	if (year <= 1970)
		eras = (1970 - year) / 400 + 1;
	bool no_zone = time && !strpbrk(time, "Z+-");
	const char *shifted =
		arena_printf(a, "%04d%s%s", (int)(year + eras * 400), text + 4, no_zone ? "Z" : "");
	if (!date_text_parse(view_of(shifted), ms))
		return false;
	*ms -= eras * era_ms;
	return true;
}

static bool outside(const struct field_schema *schema, double at)
{
	return (schema->min.is_set && at < schema->min.at) ||
	       (schema->max.is_set && at > schema->max.at);
}

static bool check_range(
	struct arena *a, const struct field_schema *schema, double at, struct field_fault *fault)
{
	const struct field_bound *min = &schema->min, *max = &schema->max;

	if (!outside(schema, at))
		return true;
	if (min->is_set && max->is_set)
		return refuse(fault, arena_printf(a, "between %s and %s", min->text, max->text));
	if (min->is_set)
		return refuse(fault, arena_printf(a, "greater than or equal to %s", min->text));
	return refuse(fault, arena_printf(a, "less than or equal to %s", max->text));
}

static bool read_text(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_item *item, struct field_fault *fault)
{
	item->kind = FIELD_ITEM_TEXT;
	item->text = json_text_of(v);
	if (!item->text)
		return refuse(fault, "of type string");
	if (check_range(a, schema, (double)utf8_count(item->text), fault))
		return true;
	fault->is_length = true;
	return false;
}

static bool read_number(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_item *item, struct field_fault *fault)
{
	item->kind = FIELD_ITEM_NUMBER;
	item->number = json_number_of(v);
	if (json_kind_of(v) != JSON_NUMBER)
		return refuse(fault, "of type number");
	return check_range(a, schema, item->number, fault);
}

static bool read_date(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_item *item, struct field_fault *fault)
{
	const char *text = json_text_of(v);

	item->kind = FIELD_ITEM_DATE;
	if (!text || !field_rules_date(a, text, &item->date_ms))
		return refuse(fault, "a valid ISO 8601 date");
	return check_range(a, schema, (double)item->date_ms, fault);
}

static bool read_bool(
	const struct json_value *v, struct field_item *item, struct field_fault *fault)
{
	item->kind = FIELD_ITEM_BOOL;
	item->yes = json_bool_of(v);
	return json_kind_of(v) == JSON_BOOL || refuse(fault, "of type boolean");
}

/* Elements are pointers to values. An order of kinds, and of values within a kind. */
static int compare(const void *left, const void *right)
{
	const struct json_value *const *a = left, *const *b = right;
	enum json_kind kind = json_kind_of(*a);

	if (kind != json_kind_of(*b))
		return kind < json_kind_of(*b) ? -1 : 1;
	if (kind == JSON_TEXT)
		return strcmp(json_text_of(*a), json_text_of(*b));
	double x = kind == JSON_BOOL ? json_bool_of(*a) : json_number_of(*a);
	double y = kind == JSON_BOOL ? json_bool_of(*b) : json_number_of(*b);
	return (x > y) - (x < y);
}

/* Sorted once for all the items of a list: a body may hold half a million of them. Open: all that could be an
 * option is one. */
struct options {
	const struct json_value **list;
	size_t count;
	bool open;
};

static struct options sort_options(struct arena *a, const struct field_schema *schema)
{
	const struct json_value *option = json_first(schema->members[FIELD_SCHEMA_OPTIONS]);
	struct options out = { .open = schema->any_option };

	out.list = arena_alloc(a, FIELD_SCHEMA_MAX_OPTIONS * sizeof(*out.list));
	for (; option && out.count < FIELD_SCHEMA_MAX_OPTIONS; option = json_next(option))
		out.list[out.count++] = option;
	qsort(out.list, out.count, sizeof(*out.list), compare);
	return out;
}

static void take_option(const struct json_value *v, struct field_item *item)
{
	*item = (struct field_item){
		.kind = json_text_of(v)                ? FIELD_ITEM_TEXT
			: json_kind_of(v) == JSON_BOOL ? FIELD_ITEM_BOOL
						       : FIELD_ITEM_NUMBER,
		.text = json_text_of(v),
		.number = json_number_of(v),
		.yes = json_bool_of(v),
	};
}

static bool is_plain(const struct json_value *v)
{
	enum json_kind kind = json_kind_of(v);

	return kind == JSON_TEXT || kind == JSON_NUMBER || kind == JSON_BOOL;
}

/* Objects and lists are no option, whatever they hold. */
static bool read_option(const struct options *options, const struct json_value *v,
	struct field_item *item, struct field_fault *fault)
{
	if (options->open && !is_plain(v))
		return refuse(fault, "of type string, number or boolean");
	if (!options->open &&
		!bsearch(&v, options->list, options->count, sizeof(*options->list), compare))
		return refuse(fault, not_an_option);
	take_option(v, item);
	return true;
}

static bool read_options(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_value *out, struct field_fault *fault)
{
	size_t count = json_count(v);

	if (json_kind_of(v) != JSON_ARRAY)
		return refuse(fault, "of type array");
	/* A longer list repeats itself, and would only cost time. */
	if (count > FIELD_SCHEMA_MAX_OPTIONS)
		return refuse(fault, arena_printf(a, "an array of at most %d options",
					     FIELD_SCHEMA_MAX_OPTIONS));
	out->items = arena_alloc(a, (count + 1) * sizeof(*out->items));
	out->count = 0;
	struct options options = sort_options(a, schema);
	for (const struct json_value *i = json_first(v); i; i = json_next(i))
		if (!read_option(&options, i, &out->items[out->count++], fault))
			return false;
	return true;
}

static bool read_one(struct arena *a, const struct field_schema *schema, const struct json_value *v,
	struct field_item *item, struct field_fault *fault)
{
	struct options options;

	switch (schema->type) {
	case FIELD_TEXT:
	case FIELD_TEXTAREA:
		return read_text(a, schema, v, item, fault);
	case FIELD_NUMBER:
		return read_number(a, schema, v, item, fault);
	case FIELD_DATE:
		return read_date(a, schema, v, item, fault);
	case FIELD_BOOLEAN:
		return read_bool(v, item, fault);
	case FIELD_SINGLE_SELECT:
	case FIELD_MULTI_SELECT:
		break;
	}
	options = sort_options(a, schema);
	return read_option(&options, v, item, fault);
}

bool field_rules_value(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_value *out, struct field_fault *fault)
{
	struct strbuf text = strbuf_init(a, MAX_JSON);
	struct json_writer w = json_writer(&text);

	*out = (struct field_value){ 0 };
	if (schema->type == FIELD_MULTI_SELECT) {
		if (!read_options(a, schema, v, out, fault))
			return false;
	} else {
		out->items = arena_alloc(a, sizeof(*out->items));
		out->count = 1;
		if (!read_one(a, schema, v, out->items, fault))
			return false;
	}
	json_put_value(&w, NULL, v);
	out->json = strbuf_text(&text);
	return true;
}

bool field_rules_stored(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_value *out, struct field_fault *fault)
{
	struct field_schema lax = *schema;

	lax.min = lax.max = (struct field_bound){ 0 };
	lax.any_option = true;
	return field_rules_value(a, &lax, v, out, fault);
}
