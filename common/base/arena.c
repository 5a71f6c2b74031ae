/* A chain of blocks with a bump pointer, and a list of calls to make at the end. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under a sanitizer each allocation gets a block of its own, so that an overrun hits a redzone and
 * not the neighbour. */
#ifdef ARENA_DEBUG
enum { BLOCK_SIZE = 0 };
#else
enum { BLOCK_SIZE = 8 * 1024 };
#endif

struct block {
	struct block *next;
	size_t used, size;
	alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct block *blocks;
	struct deferred *deferred;
};

struct arena *arena_new(void)
{
	return xcalloc(1, sizeof(struct arena));
}

static struct block *add_block(struct arena *a, size_t n)
{
	size_t size = n > BLOCK_SIZE ? n : BLOCK_SIZE;
	struct block *b = xmalloc(sizeof(*b) + size);

	b->used = 0;
	b->size = size;
	/* A large piece goes behind the current block, which still has room for small ones. */
	if (a->blocks && n > BLOCK_SIZE / 2) {
		b->next = a->blocks->next;
		a->blocks->next = b;
	} else {
		b->next = a->blocks;
		a->blocks = b;
	}
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t align = alignof(max_align_t);

	if (n > SIZE_MAX / 2)
		abort();
	if (BLOCK_SIZE > 0)
		n = (n + align - 1) / align * align;
	struct block *b = a->blocks;
	if (!b || b->size - b->used < n)
		b = add_block(a, n);
	void *p = b->data + b->used;
	b->used += n;
	return memset(p, 0, n);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(copy, s, n);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

/* Most texts are short: those are put together once and copied, the others measured first. */
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char brief[256];
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(brief, sizeof(brief), fmt, again);
	va_end(again);
	if (n < 0)
		abort();
	if ((size_t)n < sizeof(brief))
		return arena_strndup(a, brief, (size_t)n);
	char *s = arena_alloc(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void *arena_room(struct arena *a, void *list, size_t n, size_t size)
{
	enum { FIRST = 8 };
	bool is_full = n == 0 || (n >= FIRST && (n & (n - 1)) == 0);

	if (!is_full)
		return list;
	void *grown = arena_alloc(a, (n == 0 ? FIRST : 2 * n) * size);
	if (n > 0)
		memcpy(grown, list, n * size);
	return grown;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	*d = (struct deferred){ a->deferred, fn, arg };
	a->deferred = d;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct deferred *d = a->deferred; d; d = d->next)
		d->fn(d->arg);
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}
