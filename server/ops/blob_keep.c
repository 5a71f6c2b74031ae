/* The library first: it names most of them. */
#include "ops/blob_keep.h"

#include "ops/emulator.h"
#include "store/blob_ref_store.h"
#include "store/checkpoint_shelf.h"

bool blob_keep_is_named(void *emulator, const char *blob)
{
	struct emulator *e = emulator;

	return blob_ref_store_keeps(e->db, blob) || checkpoint_shelf_keeps(e->shelf, blob);
}
