/* A scope is an arena and the first error that happened in it. */
#include "base/scope.h"

struct scope scope_open(void)
{
	return (struct scope){ .arena = arena_new() };
}

void scope_close(struct scope *s)
{
	arena_free(s->arena);
	s->arena = NULL;
}
