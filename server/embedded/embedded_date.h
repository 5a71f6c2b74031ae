/* Dates as metadata has them, turned into the one form that answers use. */
#ifndef EMBEDDED_EMBEDDED_DATE_H
#define EMBEDDED_EMBEDDED_DATE_H

#include "base/arena.h"

/* "2008:05:30 15:56:01" -> "2008-05-30T15:56:01.000Z". Cameras do not know their zone, so their clock
 * is taken for UTC. NULL: no such date. */
const char *embedded_date_of_exif(struct arena *a, const char *text);

/* XMP's profile of ISO 8601: "2008-05", "2008-05-30", "2008-05-30T15:56", with seconds, a fraction and
 * a zone or without; the zone is taken off, and a date without one is taken for UTC. Needs a month.
 * NULL: no such date. */
const char *embedded_date_of_xmp(struct arena *a, const char *text);

/* IPTC's "20080530" and "155601+0200"; `time` may be NULL. */
const char *embedded_date_of_iptc(struct arena *a, const char *date, const char *time);

#endif
