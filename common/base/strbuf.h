/* A growing text with a mandatory limit. Failure (the limit) sticks: append many times, check once.
 * The memory comes from an arena, so there is nothing to free. */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/arena.h"

struct strbuf {
	struct arena *arena;
	char *p; /* always terminated; NULL until the first byte */
	size_t len, cap, max;
	bool full; /* an append did not fit: the text is incomplete */
};

/* `max` is the largest length in bytes, terminator not counted. */
struct strbuf strbuf_init(struct arena *a, size_t max);
void strbuf_add(struct strbuf *b, const void *p, size_t n);
void strbuf_str(struct strbuf *b, const char *s);
void strbuf_char(struct strbuf *b, char c);
void strbuf_printf(struct strbuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The text; "" when nothing was added. Valid until the next append. */
const char *strbuf_text(const struct strbuf *b);

#endif
