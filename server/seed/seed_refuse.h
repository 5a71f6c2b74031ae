/* What is wrong with a seed, and where: `NAME:LINE:COLUMN: files[3].tags[1]: sentence`. */
#ifndef SEED_SEED_REFUSE_H
#define SEED_SEED_REFUSE_H

#include "seed/seed.h"

/* Always false, with ERR_INVALID and the place where `at` stands. Sentences have no subject, as in `must be
 * a string`: the path is it. */
bool seed_refuse(struct scope *s, const struct seed_document *d, const struct json_value *at,
	const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The same at the member of that name, or at the object itself when it has none. */
bool seed_refuse_member(struct scope *s, const struct seed_document *d,
	const struct json_value *object, const char *name, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* The same for what the scope's error says already; errors that are not ERR_INVALID stay as they are. */
bool seed_refuse_because(
	struct scope *s, const struct seed_document *d, const struct json_value *at);

/* The line that a value of the document starts on. */
size_t seed_refuse_line(
	struct scope *s, const struct seed_document *d, const struct json_value *at);

#endif
