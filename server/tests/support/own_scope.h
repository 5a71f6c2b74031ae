/* The scope of a test file, opened and closed around each of its tests. */
#ifndef TESTS_OWN_SCOPE_H
#define TESTS_OWN_SCOPE_H

#include "base/scope.h"

static struct scope scope;

static inline void open_scope(void)
{
	scope = scope_open();
}

static inline void close_scope(void)
{
	scope_close(&scope);
}

#endif
