/* What the readers of a seed's parts share: objects by their shape, lists, ids and times. Each refuses
 * with the place of what is wrong. */
#ifndef SEED_SEED_VALUE_H
#define SEED_SEED_VALUE_H

#include "json/json_read.h"
#include "seed/seed_refuse.h"

/* Who reads, and what. */
struct seed_reader {
	struct scope *s;
	const struct seed_document *document;
};

enum { SEED_VALUE_MAX_ID = 64 }; /* bytes */

NODISCARD bool seed_value_object(struct seed_reader *r, const struct json_value *object,
	const struct json_shape *shape, void *out, uint64_t *seen);

/* Items of `size` bytes in the arena, zeroed before each is read. `array` NULL: none. */
struct seed_list {
	void *items;
	size_t count;
};

typedef bool seed_value_item_fn(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx);
NODISCARD bool seed_value_list(struct seed_reader *r, const struct json_value *array, size_t size,
	seed_value_item_fn *read, const void *ctx, struct seed_list *out);

/* The member `name` of the object, whose text is an id or NULL: without blanks, slashes and control
 * characters. */
NODISCARD bool seed_value_id(
	struct seed_reader *r, const struct json_value *object, const char *name, const char *text);

/* The same for a time; NULL makes it SEED_NO_TIME. */
NODISCARD bool seed_value_time(struct seed_reader *r, const struct json_value *object,
	const char *name, const char *text, int64_t *out);

/* That no two items say the same; NULL texts say nothing. */
struct seed_column {
	const void *items;
	size_t count, size;
	size_t at, text;  /* offsets: of the value that the item was read from, and of the text */
	const char *name; /* of the member that holds the text */
};
NODISCARD bool seed_value_unique(struct seed_reader *r, const struct seed_column *column);

#endif
