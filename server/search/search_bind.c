/* Text and values grow together, so that a value always has the number that stands for it. */
#include "search/search_bind.h"

enum { MAX_SQL = 1024 * 1024 };

struct search_sql search_bind_init(struct arena *a)
{
	return (struct search_sql){ .text = strbuf_init(a, MAX_SQL) };
}

static void add_bind(struct search_sql *q, struct search_bind bind)
{
	q->binds = arena_room(q->text.arena, q->binds, q->count, sizeof(bind));
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
