/* Files first, then versions, then what hangs on versions, a statement each. */
#include "store/tree_copy.h"

#include "store/tree_plan.h"
#include "store/tree_versions.h"

static bool copy_files(struct db *db, struct scope *s, const struct tree_copy *how)
{
	static const char sql[] =
		"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
		"next_version_no, created_at) "
		"SELECT j.target_id, ?1, object_id(?2), j.folder_id, f.name, j.last_version, "
		"j.last_number + 1, ?2 FROM temp.tree_file j JOIN file f ON f.id = j.source_id "
		"WHERE j.is_new";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, how->account);
	db_bind_int(&q, 2, how->now_ms);
	return db_run(&q, s);
}

/* The first version of a new file has the file's own id, as after an upload. */
static bool copy_versions(struct db *db, struct scope *s, int64_t now_ms)
{
	static const char sql[] =
		"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, "
		"size, mime, "
		"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, "
		"custom_coordinates, description, is_private, is_published, created_at, "
		"updated_at) "
		"SELECT t.target_id, t.file_id, CASE WHEN t.number = 1 THEN n.public_id ELSE "
		"object_id(?1) END, "
		"t.number, version_key(), v.blob, v.size, v.mime, v.is_image, v.width, v.height, "
		"v.orientation, v.has_alpha, v.x_resolution, v.y_resolution, v.custom_coordinates, "
		"v.description, coalesce(j.is_private, v.is_private), v.is_published, ?1, ?1 "
		"FROM temp.tree_version t JOIN file_version v ON v.id = t.source_id "
		"JOIN file n ON n.id = t.file_id JOIN temp.tree_file j ON j.source_id = v.file_id";
	static const char tags[] =
		"INSERT INTO tag (version_id, position, word_id) SELECT t.target_id, g.position, "
		"g.word_id "
		"FROM temp.tree_version t JOIN tag g ON g.version_id = t.source_id";
	static const char values[] =
		"INSERT INTO field_value (version_id, field_id, position, json, item) "
		"SELECT t.target_id, x.field_id, x.position, x.json, x.item "
		"FROM temp.tree_version t JOIN field_value x ON x.version_id = t.source_id";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, now_ms);
	return db_run(&q, s) && db_run_sql(db, s, tags) && db_run_sql(db, s, values);
}

static bool number(
	struct db *db, struct scope *s, const struct tree_copy *how, const struct job_walk *walk)
{
	return how->all_versions ? tree_versions_number_all(db, s, walk->max_version, false)
				 : tree_versions_number_current(db, s);
}

static bool count_files(struct db *db, struct scope *s, int64_t *out)
{
	struct db_query q = db_begin(db, "SELECT count(*) FROM temp.tree_file");

	if (db_row(&q))
		*out = db_int(&q, 0);
	return db_end(&q, s);
}

bool tree_copy_picked(
	struct db *db, struct scope *s, const struct tree_copy *how, struct job_walk *walk)
{
	int64_t files = 0;

	if (!tree_versions_plan_files(db, s) || !number(db, s, how, walk) ||
		!copy_files(db, s, how) || !count_files(db, s, &files))
		return false;
	walk->held = (struct job_held){ 0 };
	if (files == 1 && !tree_versions_limit(db, s, how->rows, &walk->held))
		return false;
	return copy_versions(db, s, how->now_ms) && tree_versions_extend_files(db, s);
}

bool tree_copy_held(
	struct db *db, struct scope *s, const struct tree_copy *how, struct job_walk *walk)
{
	return tree_plan_clear(db, s) &&
	       tree_versions_plan_held(db, s, how->account, &walk->held) &&
	       tree_versions_number_held(db, s, &walk->held) &&
	       tree_versions_limit(db, s, how->rows, &walk->held) &&
	       copy_versions(db, s, how->now_ms);
}
