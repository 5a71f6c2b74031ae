/* The fields of an upload's form but `file`, as they were sent. Those that are no parameter of uploads are
 * ignored whatever they hold; as far as there is room they are kept, for tokens that vouch for them, for
 * hints and for the journal. */
#ifndef UPLOAD_UPLOAD_FORM_H
#define UPLOAD_UPLOAD_FORM_H

#include "base/scope.h"
#include "base/text.h"

enum {
	UPLOAD_FORM_MAX_TEXT =
		1024 * 1024, /* bytes of all parameters together, and of all others */
	UPLOAD_FORM_MAX_FIELDS = 200,
	UPLOAD_FORM_MAX_OTHERS = 100, /* of those, fields that are no parameter */
};

struct upload_form {
	struct upload_field {
		const char *name;
		const char *value; /* NULL when it is no text or too much; only of others */
		int64_t bytes;
	} fields[UPLOAD_FORM_MAX_FIELDS];
	size_t count, others;
};

/* True for the names of parameters; `file` is none of them here. */
bool upload_form_knows(const char *name);

/* False when a field of that name would be ignored. */
bool upload_form_wants(const struct upload_form *form, const char *name);

/* Takes a wanted field over. A parameter must be UTF-8 text, and only `tags` may come more than once: false,
 * ERR_INVALID naming the field, when it is not so. */
NODISCARD bool upload_form_add(
	struct upload_form *form, struct scope *s, const char *name, struct view value);

/* Takes a wanted field over that is no parameter, without its value. */
void upload_form_pass_over(
	struct upload_form *form, struct scope *s, const char *name, int64_t bytes);

/* The value of the first field of that name; NULL when there is none. */
const char *upload_form_get(const struct upload_form *form, const char *name);

/* The same, but an empty value counts as absent. */
const char *upload_form_given(const struct upload_form *form, const char *name);

/* Beside a refusal for want of a field: its name, when another one in the form comes near it. Always
 * false. */
bool upload_form_near(const struct upload_form *form, struct scope *s, const char *name);

#endif
