/* Instants as text, written and read: milliseconds since 1970, in UTC. */
#ifndef BASE_DATE_TEXT_H
#define BASE_DATE_TEXT_H

#include "base/arena.h"
#include "base/text.h"

/* `2026-01-02T03:04:05.678Z`, in the arena. Instants outside the years 1970 to 9999 are moved to
 * the nearest one inside, here and below. */
const char *date_text_iso(struct arena *a, int64_t ms);

/* The same with its terminator in `out`, for callers without an arena. */
enum { DATE_TEXT_ISO_SIZE = 25 };
void date_text_write_iso(int64_t ms, char out[DATE_TEXT_ISO_SIZE]);

/* `Fri, 02 Jan 2026 03:04:05 GMT`, in the arena. */
const char *date_text_http(struct arena *a, int64_t ms);

/* Reads ISO 8601 in UTC (`2026-01-02`, `2026-01-02T03:04:05Z`, `…05.678Z`, offset `+01:00`) or Unix
 * seconds (all digits). False when it is neither, or outside the years 1970 to 9999. */
bool date_text_parse(struct view v, int64_t *ms);

/* Reads the three date forms of RFC 9110, years 1970 to 9999. */
bool date_text_parse_http(const char *s, int64_t *ms);

#endif
