/* Columns -> struct file, in the order of FILE_COLUMNS. */
#include "store/file_columns.h"

void file_columns_read(struct db_query *q, struct scope *s, void *file)
{
	struct file *f = file;

	*f = (struct file){
		.row = db_int(q, 0),
		.version_row = db_int(q, 1),
		.id = db_text(q, 2, s),
		.name = db_text(q, 3, s),
		.folder_path = db_text(q, 4, s),
		.version_id = db_text(q, 5, s),
		.version_no = db_int(q, 6),
		.delivery_key = db_text(q, 7, s),
		.is_current = db_int(q, 8) != 0,
		.created_at = db_int(q, 9),
		.updated_at = db_int(q, 10),
		.stored_at = db_int(q, 26),
		.content = {
			.blob = db_text(q, 11, s),
			.size = db_int(q, 12),
			.mime = db_text(q, 13, s),
			.is_image = db_int(q, 14) != 0,
			.facts = {
				.width = db_int(q, 15),
				.height = db_int(q, 16),
				.orientation = (int)db_int(q, 17),
				.has_alpha = db_int(q, 18) != 0,
				.x_resolution = db_number(q, 19),
				.y_resolution = db_number(q, 20),
				.embedded_json = db_text(q, 28, s),
				.bit_rate = db_int(q, 29),
				.duration = db_number(q, 30),
				.audio_codec = db_text(q, 31, s),
				.video_codec = db_text(q, 32, s),
			},
		},
		.attributes = {
			.tags_json = db_text(q, 21, s),
			.custom_json = db_text(q, 27, s),
			.custom_coordinates = db_text(q, 22, s),
			.description = db_text(q, 23, s),
			.is_private = db_int(q, 24) != 0,
			.is_published = db_int(q, 25) != 0,
		},
	};
}
