/* The job_walk table. */
#include "store/walk_store.h"

#include "db/db_rows.h"

static void from_row(struct db_query *q, struct scope *s, void *item)
{
	struct job_walk *walk = item;

	*walk = (struct job_walk){
		.source_path = db_text(q, 0, s),
		.target_path = db_text(q, 1, s),
		.max_folder = db_int(q, 2),
		.max_file = db_int(q, 3),
		.max_version = db_int(q, 4),
		.at_path = db_text(q, 5, s),
		.at_name = db_text(q, 6, s),
		.is_walked = db_int(q, 7) != 0,
		.held = { db_text(q, 8, s), db_text(q, 9, s), db_int(q, 10), db_int(q, 11),
			db_int(q, 12), db_int(q, 13) },
	};
}

bool walk_store_find(struct db *db, struct scope *s, int64_t job, struct job_walk *out)
{
	static const char sql[] =
		"SELECT source_path, target_path, max_folder, max_file, max_version, at_path, "
		"at_name, is_walked, held_file, held_target, held_base, held_below, held_from, "
		"held_current FROM job_walk WHERE job_id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, job);
	return db_rows_one(&q, s, from_row, out);
}

bool walk_store_begin(struct db *db, struct scope *s, const char *source, const char *target,
	struct job_walk *out)
{
	static const char sql[] = "SELECT (SELECT coalesce(max(id), 0) FROM folder), "
				  "(SELECT coalesce(max(id), 0) FROM file), "
				  "(SELECT coalesce(max(id), 0) FROM file_version)";

	*out = (struct job_walk){
		.source_path = source, .target_path = target, .at_path = source, .at_name = ""
	};
	struct db_query q = db_begin(db, sql);
	if (db_row(&q)) {
		out->max_folder = db_int(&q, 0);
		out->max_file = db_int(&q, 1);
		out->max_version = db_int(&q, 2);
	}
	return db_end(&q, s);
}

/* The turn may have removed the rows that the limits name: see the triggers of these tables. */
bool walk_store_save(struct db *db, struct scope *s, int64_t job, const struct job_walk *walk)
{
	static const char sql[] =
		"INSERT OR REPLACE INTO job_walk (job_id, source_path, target_path, max_folder, "
		"max_file, max_version, at_path, at_name, is_walked, held_file, held_target, "
		"held_base, held_below, held_from, held_current) "
		"VALUES (?1, ?2, ?3, "
		"(SELECT coalesce(max(id), 0) FROM folder WHERE id <= ?4), "
		"(SELECT coalesce(max(id), 0) FROM file WHERE id <= ?5), "
		"(SELECT coalesce(max(id), 0) FROM file_version WHERE id <= ?6), "
		"?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, job);
	db_bind_text(&q, 2, walk->source_path);
	db_bind_text(&q, 3, walk->target_path);
	db_bind_int(&q, 4, walk->max_folder);
	db_bind_int(&q, 5, walk->max_file);
	db_bind_int(&q, 6, walk->max_version);
	db_bind_text(&q, 7, walk->at_path);
	db_bind_text(&q, 8, walk->at_name);
	db_bind_int(&q, 9, walk->is_walked);
	db_bind_text(&q, 10, walk->held.source);
	db_bind_text(&q, 11, walk->held.target);
	db_bind_int(&q, 12, walk->held.base);
	db_bind_int(&q, 13, walk->held.below);
	db_bind_int(&q, 14, walk->held.from);
	db_bind_int(&q, 15, walk->held.current);
	return db_run(&q, s);
}

bool walk_store_end(struct db *db, struct scope *s, int64_t job)
{
	static const char sql[] = "DELETE FROM job_walk WHERE job_id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, job);
	return db_run(&q, s);
}
