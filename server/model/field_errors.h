/* Refusals that say key by key what is wrong: the member `errors` of a 400. */
#ifndef MODEL_FIELD_ERRORS_H
#define MODEL_FIELD_ERRORS_H

#include "base/scope.h"
#include "json/json_write.h"

/* As many are told; nobody reads more, and a body may hold a hundred thousand keys. */
enum { FIELD_ERRORS_MAX = 1000 };

struct field_errors {
	struct strbuf text;
	struct json_writer writer;
	size_t count;
};

/* `e` must stay where it is: its writer points into it. */
void field_errors_init(struct field_errors *e, struct arena *a);

/* At most one text for each key. */
void field_errors_add(struct field_errors *e, const char *key, const char *text);

/* True when nothing was added; else false, with ERR_INVALID, the message and the texts. */
NODISCARD bool field_errors_none(struct field_errors *e, struct scope *s, const char *message);

#endif
