/* data table: fields with their operators (REST API: list and search assets, "supported fields"). */
#include "search/search_field.h"

#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

static const char custom_prefix[] = "customMetadata.";

/* An operator as a bit; those with NOT in the upper half. */
enum {
	EQ = 1 << SEARCH_EQUAL,
	BEGINS = 1 << SEARCH_BEGINS,
	LT = 1 << SEARCH_LESS,
	LE = 1 << SEARCH_LESS_EQUAL,
	GT = 1 << SEARCH_GREATER,
	GE = 1 << SEARCH_GREATER_EQUAL,
	IN = 1 << SEARCH_IN,
	HAS = 1 << SEARCH_HAS,
	EXISTS = 1 << SEARCH_EXISTS,
	NEGATED_SHIFT = 16,
	NOT_EQ = EQ << NEGATED_SHIFT,
	NOT_IN = IN << NEGATED_SHIFT,
	NOT_EXISTS = EXISTS << NEGATED_SHIFT,

	ORDER = LT | LE | GT | GE,
	ANY_OF = IN | NOT_IN,
	SAME = EQ | NOT_EQ,
	THERE = EXISTS | NOT_EXISTS,
};

/* clang-format off */
static const struct search_field fields[] = {
	{ "name", SEARCH_NAME, SEARCH_FIELD_TEXT, SAME | BEGINS | ANY_OF | HAS },
	{ "tags", SEARCH_TAGS, SEARCH_FIELD_TEXT, ANY_OF | HAS | THERE },
	{ "type", SEARCH_TYPE, SEARCH_FIELD_TYPE, SAME | ANY_OF },
	{ "id", SEARCH_ID, SEARCH_FIELD_TEXT, SAME | ANY_OF },
	{ "createdAt", SEARCH_CREATED_AT, SEARCH_FIELD_DATE, SAME | ORDER | ANY_OF },
	{ "updatedAt", SEARCH_UPDATED_AT, SEARCH_FIELD_DATE, SAME | ORDER | ANY_OF },
	{ "width", SEARCH_WIDTH, SEARCH_FIELD_NUMBER, SAME | ORDER | ANY_OF },
	{ "height", SEARCH_HEIGHT, SEARCH_FIELD_NUMBER, SAME | ORDER | ANY_OF },
	{ "size", SEARCH_SIZE, SEARCH_FIELD_SIZE, SAME | ORDER | ANY_OF },
	{ "format", SEARCH_FORMAT, SEARCH_FIELD_FORMAT, EQ | IN },
	{ "private", SEARCH_PRIVATE, SEARCH_FIELD_BOOL, EQ },
	{ "published", SEARCH_PUBLISHED, SEARCH_FIELD_BOOL, EQ },
	{ "transparency", SEARCH_TRANSPARENCY, SEARCH_FIELD_BOOL, EQ },
	{ "createdBy", SEARCH_CREATED_BY, SEARCH_FIELD_TEXT, SAME | ANY_OF },
	{ "path", SEARCH_PATH, SEARCH_FIELD_PATH, SAME | BEGINS | ANY_OF },
	{ "embeddedMetadata.Keywords", SEARCH_KEYWORDS, SEARCH_FIELD_TEXT, ANY_OF | THERE },
	{ "embeddedMetadata.DateTimeOriginal", SEARCH_TAKEN_AT, SEARCH_FIELD_DATE, SAME | ORDER | ANY_OF | THERE },
	{ "embeddedMetadata.LocationTaken", SEARCH_PLACE, SEARCH_FIELD_PLACE, SAME | THERE },
};

static const struct search_field types[] = {
	[FIELD_TEXT] = { NULL, SEARCH_CUSTOM, SEARCH_FIELD_TEXT, SAME | BEGINS | ANY_OF | HAS | THERE },
	[FIELD_TEXTAREA] = { NULL, SEARCH_CUSTOM, SEARCH_FIELD_TEXT, SAME | BEGINS | ANY_OF | HAS | THERE },
	[FIELD_NUMBER] = { NULL, SEARCH_CUSTOM, SEARCH_FIELD_NUMBER, SAME | ORDER | ANY_OF | THERE },
	[FIELD_DATE] = { NULL, SEARCH_CUSTOM, SEARCH_FIELD_DATE, SAME | ORDER | ANY_OF | THERE },
	[FIELD_BOOLEAN] = { NULL, SEARCH_CUSTOM, SEARCH_FIELD_BOOL, SAME | THERE },
	[FIELD_SINGLE_SELECT] = { NULL, SEARCH_CUSTOM, SEARCH_FIELD_OPTION, SAME | BEGINS | ORDER | ANY_OF | THERE },
	[FIELD_MULTI_SELECT] = { NULL, SEARCH_CUSTOM, SEARCH_FIELD_OPTION, ANY_OF | THERE },
};
/* clang-format on */

const struct search_field *search_field_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

const struct search_field *search_field_of_type(enum field_type type)
{
	return &types[type];
}

const char *search_field_custom_name(const char *name)
{
	return text_starts(name, custom_prefix) ? name + strlen(custom_prefix) : NULL;
}

bool search_field_takes(const struct search_field *field, enum search_op op, bool negated)
{
	return field->operators & (1U << op << (negated ? NEGATED_SHIFT : 0));
}

const char *search_field_operators(struct arena *a, const struct search_field *field)
{
	const char *text = NULL, *last = NULL;

	for (unsigned i = 0; i < 2 * NEGATED_SHIFT; i++) {
		if (!(field->operators & (1U << i)))
			continue;
		if (last)
			text = text ? arena_printf(a, "%s, %s", text, last) : last;
		last = search_op_word(
			(enum search_op)(i % NEGATED_SHIFT), i >= (unsigned)NEGATED_SHIFT);
	}
	return text ? arena_printf(a, "%s or %s", text, last) : last;
}

struct nearest {
	struct arena *arena;
	struct view wanted; /* in lower case */
	const char *name;
	size_t distance;
};

static void try_name(struct nearest *n, const char *name)
{
	const char *lower = text_lower(arena_strdup(n->arena, name));
	size_t distance = text_distance(n->wanted, view_of(lower));

	if (distance >= n->distance)
		return;
	n->name = name;
	n->distance = distance;
}

const char *search_field_nearest(
	struct arena *a, const char *name, const struct search_context *context)
{
	const char *lower = text_lower(arena_strdup(a, name)); /* the wrong case is no mistake */
	struct nearest n = { .arena = a, .wanted = view_of(lower), .distance = 3 };

	/* Half of a short name is another name. */
	if (n.wanted.n < 5)
		n.distance = n.wanted.n < 3 ? 1 : 2;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const char *dot = strchr(fields[i].name, '.');
		try_name(&n, fields[i].name);
		if (dot && text_same_nocase(n.wanted, dot + 1))
			return fields[i].name;
	}
	for (size_t i = 0; i < context->field_count; i++) {
		if (strcmp(context->fields[i].name, name) == 0)
			return arena_printf(a, "%s%s", custom_prefix, name);
		try_name(&n, arena_printf(a, "%s%s", custom_prefix, context->fields[i].name));
	}
	return n.name;
}
