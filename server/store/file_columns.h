/* The one list of columns from which a struct file is read, shared by the stores that select files.
 * The names f, v and d stand for file, file_version and folder. */
#ifndef STORE_FILE_COLUMNS_H
#define STORE_FILE_COLUMNS_H

#include "db/db.h"
#include "model/file.h"

#define FILE_COLUMNS                                                                        \
	"f.id, v.id, f.public_id, f.name, d.path, v.public_id, v.number, v.delivery_key, "  \
	"v.id = f.current_version_id, f.created_at, v.updated_at, v.blob, v.size, v.mime, " \
	"v.is_image, v.width, v.height, v.orientation, v.has_alpha, v.x_resolution, "       \
	"v.y_resolution, "                                                                  \
	"(SELECT json_group_array(t.name) FROM tag t WHERE t.version_id = v.id "            \
	"HAVING count(*) > 0), v.custom_coordinates, v.description, v.is_private, "         \
	"v.is_published, "                                                                  \
	"v.created_at"

enum { FILE_COLUMNS_COUNT = 27 };

void file_columns_read(struct db_query *q, struct scope *s, struct file *f);

#endif
