/* The sentences in which a query is refused. Both return false, as err_set() does. */
#ifndef SEARCH_SEARCH_ERROR_H
#define SEARCH_SEARCH_ERROR_H

#include "base/scope.h"

/* `Invalid search query - <sentence> at position <at>. Please refer to the documentation for syntax
 * specification.`, with `at` once more as the member "position" of the body. The sentence says what was
 * expected, without a full stop. */
bool search_error(struct scope *s, size_t at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The sentence that the service itself sends for a value of the wrong kind: `Invalid search query -
 * createdAt field must have a valid date value. Make sure the value is enclosed within quotes. Please
 * refer …`, word for word but for kinds that must not be in quotes, with the position as a member of the body alone. `kind` is "date", "number"… */
bool search_error_value(struct scope *s, size_t at, const char *field, const char *kind);

/* The text in double quotes, cut when it is long: for use in a sentence. */
const char *search_error_quote(struct arena *a, const char *text);

#endif
