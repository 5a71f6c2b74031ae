/* Shape table -> struct: one row per accepted member, every refusal names the member. */
#ifndef JSON_JSON_READ_H
#define JSON_JSON_READ_H

#include "json/json_value.h"

enum json_field_kind {
	JSON_FIELD_TEXT,  /* const char * */
	JSON_FIELD_INT,   /* int64_t */
	JSON_FIELD_BOOL,  /* bool */
	JSON_FIELD_WORD,  /* int: index into `words` */
	JSON_FIELD_VALUE, /* const struct json_value *: anything */
};

enum { JSON_REQUIRED = 1 << 0, JSON_NULLABLE = 1 << 1 };

struct json_field {
	const char *name;
	enum json_field_kind kind;
	unsigned flags;
	size_t offset;            /* of the struct member that is filled */
	int64_t min, max;         /* INT: value; TEXT: length in bytes; both 0: no limit */
	const char *const *words; /* WORD: NULL-terminated */
};

struct json_shape {
	const struct json_field *fields;
	size_t count;      /* at most 64 */
	bool unknown_fine; /* members without a row are skipped, as the service does */
};

/* `seen` gets bit i when row i was present, which tells absent from null; null leaves the struct
 * member as it was. False: ERR_INVALID. */
NODISCARD bool json_read(struct scope *s, const char *text, size_t len,
	const struct json_shape *shape, void *out, uint64_t *seen);
NODISCARD bool json_read_value(struct scope *s, const struct json_value *object,
	const struct json_shape *shape, void *out, uint64_t *seen);

/* For callers that show where a value stands: when it fails, *culprit is the member that is wrong, and the
 * sentence lacks its name (`must be a string`), or the object itself, when it is none or lacks a member.
 * Of a member that is not known the sentence tells the nearest name. */
NODISCARD bool json_read_value_at(struct scope *s, const struct json_value *object,
	const struct json_shape *shape, void *out, uint64_t *seen,
	const struct json_value **culprit);

#endif
