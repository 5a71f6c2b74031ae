/* The arena of a test file, made and freed around each of its tests. */
#ifndef TESTS_OWN_ARENA_H
#define TESTS_OWN_ARENA_H

#include "base/arena.h"

static struct arena *arena;

static inline void open_arena(void)
{
	arena = arena_new();
}

static inline void close_arena(void)
{
	arena_free(arena);
}

#endif
