/* One loop for every list. */
#include "db/db_rows.h"

#include <string.h>

bool db_rows_all(struct db_query *q, struct scope *s, size_t size, db_row_fn *read, void *list,
	size_t *count)
{
	char *items = NULL;
	size_t n = 0;

	while (db_row(q)) {
		items = arena_room(s->arena, items, n, size);
		read(q, s, items + n++ * size);
	}
	memcpy(list, &items, sizeof(items));
	*count = n;
	return db_end(q, s);
}

bool db_rows_one(struct db_query *q, struct scope *s, db_row_fn *read, void *item)
{
	bool found = db_row(q);

	if (found)
		read(q, s, item);
	return db_end(q, s) && found;
}

bool db_rows_any(struct db_query *q, struct scope *s)
{
	bool found = db_row(q);

	return db_end(q, s) && found;
}

bool db_rows_int(struct db_query *q, struct scope *s, int64_t *out)
{
	if (db_row(q))
		*out = db_int(q, 0);
	return db_end(q, s);
}

void db_rows_read_int(struct db_query *q, struct scope *s, void *item)
{
	int64_t *out = item;

	(void)s;
	*out = db_int(q, 0);
}

void db_rows_read_text(struct db_query *q, struct scope *s, void *item)
{
	const char **out = item;

	*out = db_text(q, 0, s);
}
