/* Text and values grow together, so that a value always has the number that stands for it. */
#include "search/search_bind.h"

#include <string.h>

enum { MAX_SQL = 1024 * 1024 };

struct search_sql search_bind_init(struct arena *a)
{
	return (struct search_sql){ .text = strbuf_init(a, MAX_SQL) };
}

static void add_bind(struct search_sql *q, struct search_bind bind)
{
	if (q->count == q->cap) {
		struct search_bind *old = q->binds;
		q->cap = q->cap ? q->cap * 2 : 16;
		q->binds = arena_alloc(q->text.arena, q->cap * sizeof(*q->binds));
		if (q->count > 0)
			memcpy(q->binds, old, q->count * sizeof(*old));
	}
	q->binds[q->count++] = bind;
	strbuf_printf(&q->text, "?%zu", q->count + SEARCH_SQL_ACCOUNT);
}

void search_bind_text(struct search_sql *q, const char *text)
{
	add_bind(q, (struct search_bind){ .text = text });
}

void search_bind_number(struct search_sql *q, double number)
{
	add_bind(q, (struct search_bind){ .number = number });
}
