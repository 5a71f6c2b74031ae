/* The schema is compared with a new database in memory that is brought to the same version. */
#include "db/db_check.h"

#include "db/db_migrate.h"

#include <inttypes.h>
#include <string.h>

/* What stands in the way of reading a damaged file is the file's fault. */
static bool blame_file(struct scope *s)
{
	if (s->err.code != ERR_NONE)
		s->err.code = ERR_INVALID;
	return false;
}

static bool check_version(struct scope *s, int64_t version)
{
	if (version > (int64_t)db_migrations_count)
		return err_set(s, ERR_INVALID,
			"it was written by a newer version of this program (schema %" PRId64
			", this one knows up to %zu)",
			version, db_migrations_count);
	if (version < 1)
		return err_set(s, ERR_INVALID, "it is no library of this program");
	return true;
}

enum { TYPE, NAME, TABLE, SQL };

/* NULL, for the indexes that SQLite makes by itself, is an empty text. */
static int compare_column(struct db_query *a, struct db_query *b, int column, struct scope *s)
{
	const char *x = db_text(a, column, s), *y = db_text(b, column, s);

	return strcmp(x ? x : "", y ? y : "");
}

/* Where two rows stand to each other in the order of reading. */
static int compare_place(struct db_query *have, struct db_query *want, struct scope *s)
{
	int by_type = compare_column(have, want, TYPE, s);

	return by_type ? by_type : compare_column(have, want, NAME, s);
}

static bool refuse(struct scope *s, struct db_query *q, const char *what)
{
	return err_set(s, ERR_INVALID, "'%s' is %s", db_text(q, NAME, s), what);
}

/* The first difference is told; *more is false when both have ended. */
static bool compare_next(struct db_query *have, struct db_query *want, struct scope *s, bool *more)
{
	bool left = db_row(have), right = db_row(want);
	int place = 0;

	*more = left && right;
	if (*more)
		place = compare_place(have, want, s);
	if ((left && !right) || place < 0)
		return refuse(s, have, "not of this program");
	if ((right && !left) || place > 0)
		return refuse(s, want, "missing");
	if (*more && (compare_column(have, want, TABLE, s) || compare_column(have, want, SQL, s)))
		return refuse(s, have, "not what this program makes");
	return true;
}

static bool compare(struct db *db, struct db *model, struct scope *s)
{
	static const char sql[] =
		"SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name";
	struct db_query have = db_begin(db, sql), want = db_begin(model, sql);
	bool same = true, more = true;

	while (same && more)
		same = compare_next(&have, &want, s, &more);
	bool read = db_end(&have, s) || blame_file(s);
	return db_end(&want, s) && read && same;
}

/* What a file decides for itself and every library has alike: pages go from one to the other as they are. */
static const char *const settings[] = {
	"PRAGMA page_size",
	"PRAGMA encoding",
	"PRAGMA auto_vacuum",
};

static const char *read_setting(struct db *db, struct scope *s, const char *sql)
{
	struct db_query q = db_begin_once(db, sql);
	const char *text = db_row(&q) ? db_text(&q, 0, s) : NULL;

	return db_end(&q, s) && text ? text : "";
}

static bool compare_settings(struct db *db, struct db *model, struct scope *s)
{
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		const char *have = read_setting(db, s, settings[i]);
		const char *want = read_setting(model, s, settings[i]);
		if (s->err.code != ERR_NONE)
			return blame_file(s);
		if (strcmp(have, want) != 0)
			return err_set(s, ERR_INVALID, "its %s is %s, not %s",
				strchr(settings[i], ' ') + 1, have, want);
	}
	return true;
}

bool db_check_schema(struct db *db, struct scope *s)
{
	static const struct db_options options = { 0 };
	int64_t version = 0;
	struct db *model;

	if (!db_exec(db, s, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON") ||
		!db_migrate_version(db, s, &version))
		return blame_file(s);
	if (!check_version(s, version) || !db_open(s, ":memory:", &options, &model))
		return false;
	bool ok = db_migrate_to(model, s, version) && compare_settings(db, model, s) &&
		  compare(db, model, s);
	db_close(model);
	return ok;
}

static bool check_pages(struct db *db, struct scope *s)
{
	struct db_query q = db_begin_once(db, "PRAGMA integrity_check(1)");
	const char *found = db_row(&q) ? db_text(&q, 0, s) : NULL;

	if (!db_end(&q, s))
		return blame_file(s);
	return (found && strcmp(found, "ok") == 0) ||
	       err_set(s, ERR_INVALID, "it is damaged: %s", found ? found : "nothing is found");
}

static bool check_references(struct db *db, struct scope *s)
{
	struct db_query q = db_begin_once(db, "PRAGMA foreign_key_check");
	const char *from = NULL, *to = NULL;

	if (db_row(&q)) {
		from = db_text(&q, 0, s);
		to = db_text(&q, 2, s);
	}
	if (!db_end(&q, s))
		return blame_file(s);
	return !from ||
	       err_set(s, ERR_INVALID,
		       "it is damaged: a row of %s names one of %s that is not there", from, to);
}

bool db_check_content(struct db *db, struct scope *s)
{
	return check_pages(db, s) && check_references(db, s);
}
