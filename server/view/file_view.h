/* JSON of files and folders (REST API: object shapes, upload response). `base` is what URLs start with:
 * scheme, host and imagekit_id, without a trailing slash. */
#ifndef VIEW_FILE_VIEW_H
#define VIEW_FILE_VIEW_H

#include "json/json_write.h"
#include "model/file.h"
#include "model/folder.h"
#include "model/metadata.h"
#include "model/upload_shown.h"

void file_view_write(struct json_writer *w, const struct file *f, const char *base);
void file_view_write_folder(struct json_writer *w, const struct folder *f);

/* `metadata` is read when it is to be shown. */
void file_view_write_upload(struct json_writer *w, const struct file *f, const char *base,
	const struct upload_shown *shown, const struct metadata *metadata);

#endif
