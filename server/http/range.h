/* The Range header (RFC 9110 §14): one byte range, or the whole. */
#ifndef HTTP_RANGE_H
#define HTTP_RANGE_H

#include "base/base.h"

enum range_kind {
	RANGE_WHOLE,         /* no header, another unit, several ranges, no range: ignore it */
	RANGE_PART,          /* first..last, both inclusive, inside the size */
	RANGE_UNSATISFIABLE, /* well-formed but outside: 416 */
};

/* `header` is NULL for none. Numbers of any length are understood. The last bytes of nothing are
 * the whole, for no answer could name them; `first` and `last` are set for a part alone. */
enum range_kind range_parse(const char *header, int64_t size, int64_t *first, int64_t *last);

#endif
