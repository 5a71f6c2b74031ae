/* The scope and the folder of a test file, made and removed around each of its tests. */
#ifndef TESTS_OWN_FOLDER_H
#define TESTS_OWN_FOLDER_H

#include "tests/support/own_scope.h"
#include "tests/support/scratch.h"

static const char *folder;

static inline void open_folder(void)
{
	open_scope();
	folder = scratch_make(&scope);
}

static inline void close_folder(void)
{
	scratch_remove(folder);
	close_scope();
}

/* A file of the folder, whether it is there or not. */
static inline const char *in_folder(const char *name)
{
	return scratch_path(&scope, folder, name);
}

#endif
