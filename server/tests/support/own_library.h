/* The library of a test file, with its scope and its connection, made and closed around each of its tests. */
#ifndef TESTS_OWN_LIBRARY_H
#define TESTS_OWN_LIBRARY_H

#include "tests/support/library.h"

static struct library library;
static struct scope *scope;
static struct db *db;

static inline void open_library(void)
{
	library_open(&library);
	scope = &library.scope;
	db = library.db;
}

static inline void close_library(void)
{
	library_close(&library);
}

#endif
