/* A media library in memory: the real schema, one account with its root folder, and short ways to put
 * files into it. */
#ifndef TESTS_LIBRARY_H
#define TESTS_LIBRARY_H

#include "db/db_migrate.h"
#include "store/account_store.h"
#include "store/file_store.h"
#include "store/folder_store.h"
#include "store/version_store.h"

#include <check.h>
#include <inttypes.h>
#include <string.h>

struct library {
	struct scope scope;
	struct db *db;
	struct account account;
	struct folder root;
};

static inline struct account library_add_account(struct library *l, const char *id)
{
	struct account a = {
		.imagekit_id = id,
		.private_key = arena_printf(l->scope.arena, "private_%s", id),
	};

	ck_assert_msg(account_store_insert(l->db, &l->scope, &a), "%s", l->scope.err.msg);
	return a;
}

/* `path` ends with the name; its parent must be there. */
static inline struct folder library_add_folder(
	struct library *l, const struct account *a, const char *path, int64_t created_at)
{
	bool is_root = strcmp(path, "/") == 0;
	const char *name = strrchr(path, '/');
	struct folder parent = { 0 };
	struct folder f = {
		.id = arena_printf(l->scope.arena, "f%023" PRIx64 "", created_at),
		.name = name + 1,
		.path = path,
		.created_at = created_at,
		.updated_at = created_at,
	};
	const char *above =
		name == path ? "/" : arena_strndup(l->scope.arena, path, (size_t)(name - path));

	ck_assert_msg(is_root || folder_store_by_path(l->db, &l->scope, a->row, above, &parent),
		"%s has no parent", path);
	ck_assert_msg(folder_store_insert(l->db, &l->scope, a->row, parent.row, &f), "%s: %s", path,
		l->scope.err.msg);
	return f;
}

static inline void library_open(struct library *l)
{
	static const struct db_options options = { 0 };

	*l = (struct library){ .scope = scope_open() };
	ck_assert_msg(db_open(&l->scope, ":memory:", &options, &l->db), "%s", l->scope.err.msg);
	ck_assert_msg(db_migrate(l->db, &l->scope), "%s", l->scope.err.msg);
	l->account = library_add_account(l, "demo");
	l->root = library_add_folder(l, &l->account, "/", 1);
}

static inline void library_close(struct library *l)
{
	db_close(l->db);
	scope_close(&l->scope);
}

/* A text file of 10 bytes without attributes; the caller changes what matters. Ids follow from the
 * time, so each file needs a time of its own. */
static inline struct file library_file(struct library *l, const char *name, int64_t at)
{
	struct arena *a = l->scope.arena;

	return (struct file){
		.id = arena_printf(a, "%024" PRIx64, at),
		.version_id = arena_printf(a, "%024" PRIx64, at),
		.name = name,
		.delivery_key = arena_printf(a, "key.%" PRId64, at),
		.created_at = at,
		.updated_at = at,
		.content = {
			.blob = arena_printf(a, "%064" PRIx64, at),
			.size = 10,
			.mime = "text/plain",
		},
		.attributes = { .is_published = true },
	};
}

/* Stores `f` as the current version: of the new file, or of the one that f->row names. */
static inline void library_add_version(struct library *l, struct file *f)
{
	if (!f->stored_at)
		f->stored_at = f->updated_at;
	ck_assert(file_store_next_number(l->db, &l->scope, f->row, &f->version_no));
	ck_assert_msg(version_store_insert(l->db, &l->scope, f), "%s", l->scope.err.msg);
	ck_assert(file_store_set_current(l->db, &l->scope, f->row, f->version_row));
}

static inline void library_add(struct library *l, const struct folder *folder, struct file *f)
{
	ck_assert_msg(file_store_insert(l->db, &l->scope, l->account.row, folder->row, f), "%s: %s",
		f->name, l->scope.err.msg);
	library_add_version(l, f);
}

static inline int64_t library_count(struct library *l, const char *sql)
{
	struct db_query q = db_begin_once(l->db, sql);
	int64_t n = -1;

	if (db_row(&q))
		n = db_int(&q, 0);
	ck_assert_msg(db_end(&q, &l->scope), "%s: %s", sql, l->scope.err.msg);
	return n;
}

#endif
