/* One value of a query, read as what its field holds. */
#ifndef SEARCH_SEARCH_VALUE_H
#define SEARCH_SEARCH_VALUE_H

#include "base/arena.h"
#include "base/text.h"
#include "search/search_tree.h"

enum { SEARCH_VALUE_MAX_POINTS = 500 }; /* of a polygon */

/* Digits with an optional leading '-', fraction and exponent. */
bool search_value_number(struct view v, double *out);

/* A number, or one with kb, mb or gb behind it in any case: whole bytes, 1024 to the kilobyte. */
bool search_value_size(struct view v, double *bytes);

/* A day, a day with its time, or how long before `now_ms`: 3h, 3d, 3w, 3m (months), 3y. A month without
 * that day gives its last one. Nothing is earlier than the year 0. */
bool search_value_date(struct arena *a, const char *text, int64_t now_ms, int64_t *ms);

/* `lat,long 5km`, or points with | between. Blanks may stand around each number. */
bool search_value_place(struct arena *a, const char *text, struct search_place *out);

/* The words of a HAS, each a run of letters, marks and numbers; their number, perhaps none. */
size_t search_value_words(struct arena *a, const char *text, const char ***out);

#endif
