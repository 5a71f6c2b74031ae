/* Whether a value suits its field, and what of it searches compare. */
#ifndef MODEL_FIELD_RULES_H
#define MODEL_FIELD_RULES_H

#include "base/arena.h"
#include "json/json_value.h"
#include "model/field.h"

/* How a value breaks its rules: the end of a sentence such as `Value must be of type number.` */
struct field_fault {
	bool is_length; /* the sentence is about the length, not about the value */
	const char *must_be;
};

/* True: out->json, items and count are filled (not out->field). False: `fault` is filled, and nothing is
 * recorded in a scope. Of dates the instant is compared; a date without time is its first moment, a time
 * without zone is UTC. */
bool field_rules_value(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_value *out, struct field_fault *fault);

/* The same for a value that may be older than its field's limits: only its type counts, and neither range nor
 * length nor options. */
bool field_rules_stored(struct arena *a, const struct field_schema *schema,
	const struct json_value *v, struct field_value *out, struct field_fault *fault);

/* `Value must be between 0 and 10000.` */
const char *field_rules_sentence(struct arena *a, const struct field_fault *fault);

/* ISO 8601, of any year from 0 to 9999: negative before 1970. */
bool field_rules_date(struct arena *a, const char *text, int64_t *ms);

#endif
