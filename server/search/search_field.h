/* What may be asked of each field: its operators and the values they take. */
#ifndef SEARCH_SEARCH_FIELD_H
#define SEARCH_SEARCH_FIELD_H

#include "base/arena.h"
#include "model/field.h"
#include "search/search_tree.h"

enum search_field_kind {
	SEARCH_FIELD_TEXT,
	SEARCH_FIELD_NUMBER,
	SEARCH_FIELD_DATE,
	SEARCH_FIELD_BOOL,
	SEARCH_FIELD_SIZE,
	SEARCH_FIELD_PLACE,
	SEARCH_FIELD_TYPE,   /* one of three words */
	SEARCH_FIELD_FORMAT, /* a word of search_format.h */
	SEARCH_FIELD_PATH,
	SEARCH_FIELD_OPTION, /* text, number or boolean */
};

struct search_field {
	const char *name; /* NULL for one of custom metadata */
	enum search_subject subject;
	enum search_field_kind kind;
	unsigned operators; /* for search_field_takes() */
};

/* NULL when the service itself has no field of that name. */
const struct search_field *search_field_of(const char *name);
const struct search_field *search_field_of_type(enum field_type type);

/* The name in custom metadata of "customMetadata.x": "x". NULL when it is none of these. */
const char *search_field_custom_name(const char *name);

bool search_field_takes(const struct search_field *field, enum search_op op, bool negated);

/* "=, IN, NOT = or NOT IN", for messages. */
const char *search_field_operators(struct arena *a, const struct search_field *field);

/* The known name that is nearest to `name`, of the service or of custom metadata; NULL when none is near. */
const char *search_field_nearest(
	struct arena *a, const char *name, const struct search_context *context);

#endif
