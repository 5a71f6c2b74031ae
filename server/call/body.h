/* JSON request bodies, and forms that stand for them. */
#ifndef CALL_BODY_H
#define CALL_BODY_H

#include "http/req.h"
#include "json/json_read.h"
#include "model/name_rules.h"
#include "model/tag_rules.h"

/* Reads the body by its shape; a missing body is an empty object. False: ERR_INVALID, ERR_TOO_LARGE. */
NODISCARD bool body_read(struct req *rq, const struct json_shape *shape, void *out, uint64_t *seen);

/* The same body as a value, of any kind. A form becomes an object: see body_form.h. */
NODISCARD bool body_value(struct req *rq, const struct json_value **out);

/* Absent, null, or an empty text. */
bool body_is_missing(const struct json_value *v);

/* A text that must be there. False: the service's 400 with MISSING_PARAMETER or INVALID_PARAMETER. */
NODISCARD bool body_text(struct scope *s, const struct json_value *v, const char **out);

/* A boolean that may be missing; then `out` stays as it is. False: 400 with INVALID_PARAMETER. */
NODISCARD bool body_flag(struct scope *s, const struct json_value *v, bool *out);

/* The texts of a JSON array. False, without an error in the scope, when it is something else. */
bool body_texts(struct arena *a, const struct json_value *array, struct tag_list *out);

/* The rules for names that the body makes: /v2 keeps them. */
enum name_rules body_names(const struct req *rq);

#endif
