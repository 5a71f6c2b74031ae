/* Memory of one unit of work: allocated piece by piece, given back at once. Not thread-safe: an arena
 * belongs to the thread that runs the work. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

#include <stdarg.h>

struct arena;

struct arena *arena_new(void) __attribute__((returns_nonnull));

/* Runs the deferred calls, newest first, then frees every allocation. NULL is fine. */
void arena_free(struct arena *a);

/* Zeroed and aligned for any type; aborts when memory is out. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3)
	__attribute__((returns_nonnull));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) PRINTF_LIKE(2, 0)
	__attribute__((returns_nonnull));

/* Room for one more item behind the `n` of a list that begins as NULL and grows by this alone: the list itself,
 * or at each power of two a copy with room for twice as many. */
void *arena_room(struct arena *a, void *list, size_t n, size_t size)
	__attribute__((returns_nonnull));

/* Ties a foreign object to the arena's life: fn(arg) runs in arena_free(). */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

#endif
