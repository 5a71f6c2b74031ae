/* The text fields of an upload's form, as they were sent. */
#ifndef OPS_UPLOAD_FORM_H
#define OPS_UPLOAD_FORM_H

#include "base/scope.h"
#include "base/text.h"

enum {
	UPLOAD_FORM_MAX_TEXT = 1024 * 1024, /* bytes of all text fields together */
	UPLOAD_FORM_MAX_FIELDS = 200,
};

struct upload_form {
	struct upload_field {
		const char *name, *value;
	} fields[UPLOAD_FORM_MAX_FIELDS];
	size_t count;
};

/* Takes a field over; the value is checked to be UTF-8 text. Only `tags` may come more than once.
 * False: ERR_INVALID naming the field. */
NODISCARD bool upload_form_add(
	struct upload_form *form, struct scope *s, const char *name, struct view value);

/* The first field of that name; NULL when it is absent. */
const char *upload_form_get(const struct upload_form *form, const char *name);

/* The same, but an empty value counts as absent. */
const char *upload_form_given(const struct upload_form *form, const char *name);

/* Beside a refusal for want of a field: its name, when another one in the form comes near it. Always
 * false. */
bool upload_form_near(const struct upload_form *form, struct scope *s, const char *name);

#endif
