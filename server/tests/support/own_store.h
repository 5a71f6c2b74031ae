/* The blob store of a test file in its folder: how it is opened, and what lies in it. */
#ifndef TESTS_OWN_STORE_H
#define TESTS_OWN_STORE_H

#include "blob/blob_store.h"
#include "tests/support/own_folder.h"

static struct blob_store *store;

static inline void open_store(bool durable)
{
	ck_assert_msg(blob_store_open(&scope, folder, durable, &store), "%s", scope.err.msg);
}

static inline size_t staged(void)
{
	return scratch_entries(in_folder("staging"));
}

static inline size_t stored(void)
{
	return scratch_files_below(in_folder("blobs"));
}

#endif
