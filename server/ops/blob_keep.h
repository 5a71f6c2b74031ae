/* Whether bytes are still needed, by the library or by a copy of it. */
#ifndef OPS_BLOB_KEEP_H
#define OPS_BLOB_KEEP_H

#include "base/base.h"

/* The question that blob_store_collect() asks; `emulator` is a struct emulator. A blob counts as named as
 * long as nobody knows better. */
bool blob_keep_is_named(void *emulator, const char *blob);

#endif
