/* Whether bytes are still needed, by the library or by a copy of it. */
#ifndef OPS_BLOB_KEEP_H
#define OPS_BLOB_KEEP_H

#include "blob/blob_collect.h"
#include "blob/blob_store.h"

/* The question that blob_collect() asks; `emulator` is a struct emulator. */
enum blob_use blob_keep_use(void *emulator, const char *blob);

/* The library's part of the answer. */
enum blob_use blob_keep_library_use(void *emulator, const char *blob);

#endif
