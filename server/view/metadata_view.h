/* JSON of metadata (REST API: file metadata and pHash). */
#ifndef VIEW_METADATA_VIEW_H
#define VIEW_METADATA_VIEW_H

#include "json/json_write.h"
#include "model/metadata.h"

/* `key` is NULL at the top. A file without metadata is an empty object. */
void metadata_view_write(struct json_writer *w, const char *key, const struct metadata *m);

#endif
