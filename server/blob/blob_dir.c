/* Two letters of the name part the blobs into folders that no file system finds long. */
#include "blob/blob_dir.h"

const char *blob_dir_path(struct blob_store *b, struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%.2s/%s", b->blobs, name, name);
}
