/* Names and values that a file says about itself, collected from several sources in the order in which
 * they are to be believed: the first source that names a thing has the say. */
#ifndef EMBEDDED_EMBEDDED_TAGS_H
#define EMBEDDED_EMBEDDED_TAGS_H

#include "base/arena.h"
#include "json/json_write.h"

struct embedded_tags; /* lives in its arena */

struct embedded_tags *embedded_tags_new(struct arena *a);

/* From here on values come from another source: names that are there stay as they are, and a name that
 * comes twice within the source becomes an array. */
void embedded_tags_next_source(struct embedded_tags *t);

/* Adds a value, unless an earlier source has the name. What is no name for wire/media_metadata.h, or
 * beyond its limits on members and items, is left out. A text without a character is none; bytes that
 * are not UTF-8 become U+FFFD, NULs and blanks at the end fall, and what is longer than its limit
 * is cut between characters and ends with U+2026. */
void embedded_tags_text(struct embedded_tags *t, const char *name, const char *text, size_t n);
/* Not finite: left out. */
void embedded_tags_number(struct embedded_tags *t, const char *name, double value);
void embedded_tags_bool(struct embedded_tags *t, const char *name, bool value);

/* Makes the next value of this source an item of an array even when it stays alone. */
void embedded_tags_array(struct embedded_tags *t, const char *name);

bool embedded_tags_has(const struct embedded_tags *t, const char *name);
/* The first value as text; NULL when there is none or it is no text. */
const char *embedded_tags_text_of(const struct embedded_tags *t, const char *name);

/* Adds `name` with the value of `from`, if there is one and `name` is not there yet. */
void embedded_tags_copy(struct embedded_tags *t, const char *name, const char *from);

size_t embedded_tags_count(const struct embedded_tags *t);

/* Writes the members, in the order of their first appearance, into the object that is open in `w`. A
 * member that would take its text past `max` bytes is left out. */
void embedded_tags_write(const struct embedded_tags *t, struct json_writer *w, size_t max);

#endif
