/* `identity` has a number a line, the newest last; 0 alone while a library is being made of seeds. */
#include "state/data_pairing.h"

#include "base/digest.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/strbuf.h"
#include "blob/blob_store.h"
#include "blob/blob_suspects.h"
#include "db/db_migrate.h"
#include "store/blob_ref_store.h"
#include "store/checkpoint_shelf.h"
#include "store/data_folder_store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_MARKS = 1000, MOST_TEXT = 12 * (MOST_MARKS + 1) };

struct pairing {
	const char *path;
	int64_t marks[MOST_MARKS + 1];
	size_t count; /* 0: there is no such file */
};

static int64_t newest(const struct pairing *p)
{
	return p->count > 0 ? p->marks[p->count - 1] : DATA_FOLDER_NO_MARK;
}

static bool is_making(const struct pairing *p)
{
	return p->count == 1 && p->marks[0] == DATA_FOLDER_NO_MARK;
}

static bool has(const struct pairing *p, int64_t mark)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->marks[i] == mark)
			return true;
	return false;
}

static bool parse(struct view text, struct pairing *p)
{
	while (text.n > 0) {
		int64_t mark;
		if (p->count == ARRAY_LEN(p->marks) || !text_int(view_split(&text, '\n'), &mark) ||
			mark < 0 || mark > INT32_MAX)
			return false;
		p->marks[p->count++] = mark;
	}
	return p->count > 0;
}

static bool refuse_strange(struct scope *s, const struct pairing *p)
{
	return err_set(s, ERR_UNAVAILABLE,
		"%s is not what this program wrote. If imagekit.db and blobs beside it belong "
		"together, delete it.",
		p->path);
}

static bool read_file(struct scope *s, const char *dir, struct pairing **out)
{
	struct pairing *p = arena_alloc(s->arena, sizeof(*p));
	struct stat st;
	char *text;
	size_t len;

	*p = (struct pairing){ .path = arena_printf(s->arena, "%s/identity", dir) };
	*out = p;
	/* Nobody may ever write to a pipe. */
	if (stat(p->path, &st) == 0 && !S_ISREG(st.st_mode))
		return refuse_strange(s, p);
	if (!fs_read(s, p->path, MOST_TEXT, &text, &len)) {
		if (s->err.code != ERR_NOT_FOUND)
			return false;
		err_clear(s);
		return true;
	}
	return parse((struct view){ text, len }, p) || refuse_strange(s, p);
}

/* The oldest give way. */
static void add_mark(struct pairing *p, int64_t mark)
{
	if (is_making(p))
		p->count = 0;
	if (p->count >= MOST_MARKS)
		memmove(p->marks, p->marks + 1, --p->count * sizeof(p->marks[0]));
	p->marks[p->count++] = mark;
}

static bool write_file(struct scope *s, const struct pairing *p)
{
	struct strbuf text = strbuf_init(s->arena, MOST_TEXT);

	for (size_t i = 0; i < p->count; i++)
		strbuf_printf(&text, "%" PRId64 "\n", p->marks[i]);
	return fs_replace(s, p->path, strbuf_text(&text), text.len);
}

/* Not of the library's own generator, which may have a seed: folders that are made alike must not be alike here. */
static int64_t new_mark(void)
{
	struct ident *ident = ident_new(-1);
	uint8_t hash[DIGEST_SHA256];
	int64_t mark = 0;
	char uuid[37];

	ident_uuid(ident, uuid);
	ident_free(ident);
	digest_sha256(uuid, strlen(uuid), hash);
	for (size_t i = 0; i < 4; i++)
		mark = mark << 8 | hash[i];
	mark &= INT32_MAX;
	return mark == DATA_FOLDER_NO_MARK ? 1 : mark;
}

static bool note_one(void *ctx, const char *name)
{
	(void)name;
	*(bool *)ctx = true;
	return false;
}

static bool has_blobs(struct emulator *e)
{
	bool some = false;

	blob_store_each(e->blobs, note_one, &some);
	return some;
}

enum content { STRANGE, PERHAPS, MIGRATED };

/* By the head of the file: what SQLite itself looks at, which says of all else no more than an error, and the
 * number of migrations, of which the log beside the file may know more. */
static enum content look(const char *path)
{
	enum { VERSION_AT = 60, VERSION_SIZE = 4 };
	static const char begin[] = "SQLite format 3", none[VERSION_SIZE];
	char head[VERSION_AT + VERSION_SIZE] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);

	if (fd >= 0)
		close(fd);
	if (n > 0 && memcmp(head, begin, sizeof(begin)) != 0)
		return STRANGE;
	return memcmp(head + VERSION_AT, none, VERSION_SIZE) != 0 ? MIGRATED : PERHAPS;
}

static bool has_no_version(const char *path)
{
	static const struct db_options options = { .read_only = true };
	struct scope own = scope_open();
	int64_t version = -1;
	struct db *db = NULL;

	bool none = db_open(&own, path, &options, &db) && db_migrate_version(db, &own, &version) &&
		    version == 0;
	db_close(db);
	scope_close(&own);
	return none;
}

/* A file of no bytes, no database, or one in which this program never was. */
static bool is_blank(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	enum content content = look(path);
	return content == STRANGE || (content == PERHAPS && has_no_version(path));
}

bool data_pairing_check(
	struct emulator *e, struct scope *s, const char *dir, const char *path, bool *missing)
{
	struct pairing *p;

	*missing = access(path, F_OK) != 0 && errno == ENOENT;
	if (!e->config->data)
		return true;
	if (!read_file(s, dir, &p))
		return false;
	if ((*missing || is_blank(path)) && !is_making(p) && has_blobs(e))
		return err_set(s, ERR_UNAVAILABLE,
			"%s is %s, but %s/blobs holds files, which are lost without it. Put the "
			"database back, a copy of it or one of %s/checkpoints; or to begin anew "
			"name "
			"an empty folder, or move blobs away.",
			path, *missing ? "missing" : "empty or of another program", dir, dir);
	/* Seeds have bytes, which come before the database that names them. */
	if (!*missing || e->config->seed_count == 0)
		return true;
	p->count = 0;
	add_mark(p, DATA_FOLDER_NO_MARK);
	return write_file(s, p);
}

struct overlap {
	struct emulator *e;
	bool names, found;
};

static bool look_for(void *ctx, const char *blob)
{
	struct overlap *o = ctx;

	o->names = true;
	o->found =
		text_is_hex(view_of(blob), BLOB_NAME_LENGTH) && blob_store_has(o->e->blobs, blob);
	return !o->found;
}

/* Where the two do not know each other yet, what the one names must lie in the other. */
static bool fits(struct emulator *e, struct db *db, struct scope *s)
{
	struct overlap o = { .e = e };

	if (!has_blobs(e))
		return true;
	(void)!blob_ref_store_each_known(db, s, look_for, &o);
	return s->err.code == ERR_NONE &&
	       (o.found || !o.names ||
		       err_set(s, ERR_UNAVAILABLE,
			       "imagekit.db and blobs are of two data folders: nothing that the "
			       "database names is there. Put the database or the blobs back that "
			       "belong to the other."));
}

static bool judge(
	struct emulator *e, struct db *db, struct scope *s, const struct pairing *p, int64_t mark)
{
	if (p->count == 0 || mark == DATA_FOLDER_NO_MARK)
		return is_making(p) || fits(e, db, s);
	return has(p, mark) ||
	       err_set(s, ERR_UNAVAILABLE,
		       "imagekit.db is of another data folder than the blobs and checkpoints "
		       "beside "
		       "it: %s does not know it. Put the right one back; or if they do belong "
		       "together, delete that file.",
		       p->path);
}

/* What earlier processes noted about blobs was true of the database that they had: of the one with the newest number, or
 * of one whose content was just being replaced, which has none. */
static void discard_unless_same(struct emulator *e, const struct pairing *p, int64_t mark)
{
	bool replaced = mark == DATA_FOLDER_NO_MARK && blob_suspects_of_replacement(e->blobs);

	if (is_making(p) || replaced || (mark != DATA_FOLDER_NO_MARK && mark == newest(p)))
		return;
	if (mark != DATA_FOLDER_NO_MARK && p->count > 0)
		log_message(LOG_WARN, "start",
			"imagekit.db is not the one that was last in use here: bytes that it does "
			"not know of are kept.");
	blob_suspects_discard(e->blobs);
	checkpoint_shelf_discard(e->shelf);
}

/* A database that still has an earlier mark after all is known as well, but what was noted of its blobs is not
 * believed; so whoever writes to it makes the mark durable. */
static bool put(struct emulator *e, struct scope *s, int64_t mark)
{
	struct db *db;

	return db_pool_write_unsynced(e->db, s, &db) &&
	       db_pool_finish(e->db, s, data_folder_store_put(db, s, mark));
}

/* A disk that is full takes no note, and the library is no worse for it: at worst the next start keeps some bytes
 * that nobody needs. */
static void note(struct emulator *e, struct scope *s, struct pairing *p, int64_t mark)
{
	add_mark(p, mark);
	e->library_mark = mark;
	if (write_file(s, p) && put(e, s, mark))
		return;
	log_message(LOG_WARN, "start", "This start could not be noted: %s", s->err.msg);
	err_clear(s);
}

static bool read_mark(struct emulator *e, struct scope *s, int64_t *mark)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = data_folder_store_get(db, s, mark);
	db_pool_give(e->db, db);
	return ok;
}

static bool judge_library(
	struct emulator *e, struct scope *s, const struct pairing *p, int64_t *mark)
{
	struct db *db;

	if (!read_mark(e, s, mark) || !db_pool_take(e->db, s, &db))
		return false;
	bool ok = judge(e, db, s, p, *mark);
	db_pool_give(e->db, db);
	return ok;
}

/* Where the open database lies. */
static const char *folder_of(struct emulator *e, struct scope *s)
{
	const char *path = db_pool_path(e->db);

	return arena_strndup(s->arena, path, (size_t)(strrchr(path, '/') - path));
}

bool data_pairing_join(struct emulator *e, struct scope *s)
{
	struct pairing *p;
	int64_t mark;

	if (!e->config->data)
		return true;
	if (!read_file(s, folder_of(e, s), &p) || !judge_library(e, s, p, &mark))
		return false;
	discard_unless_same(e, p, mark);
	return true;
}

static void note_now(void *emulator)
{
	struct emulator *e = emulator;
	struct scope s = scope_open();
	struct pairing *p;

	if (read_file(&s, folder_of(e, &s), &p))
		note(e, &s, p, new_mark());
	else
		log_message(LOG_WARN, "start", "This start could not be noted: %s", s.err.msg);
	scope_close(&s);
}

/* Until somebody writes, the library is what the process before has left, and so is its number. */
bool data_pairing_note(struct emulator *e, struct scope *s)
{
	struct pairing *p;
	int64_t mark;

	if (!e->config->data)
		return true;
	if (!read_file(s, folder_of(e, s), &p) || !read_mark(e, s, &mark))
		return false;
	if (mark != DATA_FOLDER_NO_MARK && mark == newest(p))
		db_pool_before_writes(e->db, note_now, e);
	else
		note_now(e);
	return true;
}

void data_pairing_renew(struct emulator *e)
{
	struct scope s = scope_open();

	if (e->library_mark != DATA_FOLDER_NO_MARK && !put(e, &s, e->library_mark))
		log_message(LOG_WARN, "reset", "The data folder could not be noted: %s", s.err.msg);
	scope_close(&s);
}
