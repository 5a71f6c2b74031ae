/* The one list of columns from which a struct file is read, shared by the stores that select files.
 * The names f, v and d stand for file, file_version and folder, b for blob_facts. */
#ifndef STORE_FILE_COLUMNS_H
#define STORE_FILE_COLUMNS_H

#include "db/db.h"
#include "model/file.h"

#define FILE_COLUMNS                                                                        \
	"f.id, v.id, f.public_id, f.name, d.path, v.public_id, v.number, v.delivery_key, "  \
	"v.id = f.current_version_id, f.created_at, v.updated_at, v.blob, v.size, v.mime, " \
	"v.is_image, v.width, v.height, v.orientation, v.has_alpha, v.x_resolution, "       \
	"v.y_resolution, "                                                                  \
	"(SELECT json_group_array(w.name) FROM tag t CROSS JOIN tag_word w ON w.id = "      \
	"t.word_id WHERE t.version_id = v.id HAVING count(*) > 0), "                        \
	"v.custom_coordinates, v.description, v.is_private, v.is_published, v.created_at, " \
	"(SELECT json_group_object(c.name, json(x.json)) FROM field_value x "               \
	"CROSS JOIN field c ON c.id = x.field_id WHERE x.version_id = v.id "                \
	"AND x.json IS NOT NULL AND c.is_deleted = 0 HAVING count(*) > 0), "                \
	"b.embedded, b.bit_rate, b.duration, b.audio_codec, b.video_codec"

/* What follows file and file_version in FROM. */
#define FILE_JOINS                             \
	"JOIN folder d ON d.id = f.folder_id " \
	"LEFT JOIN blob_facts b ON b.blob = v.blob "

/* Into a struct file. */
void file_columns_read(struct db_query *q, struct scope *s, void *file);

#endif
