/* Saving, listing, deleting; archives are checkpoint_export.c and checkpoint_import.c. */
#include "state/checkpoint_ops.h"

#include "base/bell.h"
#include "db/db_copy.h"
#include "state/control_state.h"
#include "store/data_folder_store.h"
#include "store/size_store.h"

#include <string.h>
#include <unistd.h>

bool checkpoint_ops_check_name(struct scope *s, const char *name)
{
	return checkpoint_shelf_is_name(name) ||
	       err_set(s, ERR_INVALID,
		       "A checkpoint's name has 1 to %d of A-Z a-z 0-9 _ - and dots, and does not "
		       "begin with a dot.",
		       CHECKPOINT_SHELF_MAX_NAME);
}

/* The copy becomes one of what the control plane was told, too; and it is not the live database of any folder. */
static bool add_control_state(struct emulator *e, struct scope *s, const char *path)
{
	const struct db_options options = { .plain = true };
	struct db *db;

	if (!db_open(s, path, &options, &db))
		return false;
	bool ok = db_exec(db, s, "BEGIN IMMEDIATE") && control_state_save(e, db, s) &&
		  data_folder_store_put(db, s, DATA_FOLDER_NO_MARK) && db_exec(db, s, "COMMIT");
	db_close(db);
	return ok;
}

static bool find(
	struct emulator *e, struct scope *s, const char *name, struct checkpoint_facts *out)
{
	struct checkpoint_facts *all;
	size_t n;

	checkpoint_shelf_list(e->shelf, s->arena, &all, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].name, name) == 0) {
			*out = all[i];
			return true;
		}
	}
	return false;
}

bool checkpoint_ops_put(struct emulator *e, struct scope *s, const char *scratch, const char *name)
{
	bool ok = checkpoint_shelf_put(e->shelf, s, scratch, name);

	bell_ring(e->garbage); /* another copy may have had the name */
	return ok;
}

static bool copy_out(struct emulator *e, struct scope *s, const char *scratch, const char *name)
{
	/* Not durable piece by piece: the shelf syncs the whole. */
	const struct db_copy copy = { .from = db_pool_path(e->db), .to = scratch };

	if (db_copy(s, &copy) && add_control_state(e, s, scratch))
		return checkpoint_ops_put(e, s, scratch, name);
	unlink(scratch);
	return false;
}

bool checkpoint_ops_save(
	struct emulator *e, struct scope *s, const char *name, struct checkpoint *out)
{
	if (!checkpoint_ops_check_name(s, name))
		return false;
	/* Nothing commits meanwhile: a blob that the copy names and that the library then loses would
	 * belong to nobody until the copy is on the shelf. */
	const char *scratch = checkpoint_shelf_scratch(e->shelf, s->arena);
	db_pool_halt(e->db);
	bool ok = copy_out(e, s, scratch, name);
	db_pool_resume(e->db);
	return ok && checkpoint_ops_get(e, s, name, out);
}

static bool count(void *ctx, struct scope *s, const char *path)
{
	static const struct db_options options = { .read_only = true };
	struct checkpoint *out = ctx;
	struct library_size size = { 0 };
	struct db *db;

	if (!db_open(s, path, &options, &db))
		return false;
	bool ok = size_store_count(db, s, &size);
	db_close(db);
	out->accounts = size.accounts;
	out->files = size.files;
	return ok;
}

static bool describe(struct emulator *e, struct scope *s, const struct checkpoint_facts *facts,
	struct checkpoint *out)
{
	*out = (struct checkpoint){
		.name = facts->name,
		.created_at = facts->created_at,
		.bytes = facts->bytes,
	};
	return checkpoint_shelf_use(e->shelf, s, facts->name, count, out);
}

bool checkpoint_ops_get(
	struct emulator *e, struct scope *s, const char *name, struct checkpoint *out)
{
	struct checkpoint_facts facts = { .name = name };

	if (!checkpoint_ops_check_name(s, name))
		return false;
	(void)find(e, s, name, &facts); /* else the shelf says that there is none */
	return describe(e, s, &facts, out);
}

bool checkpoint_ops_list(
	struct emulator *e, struct scope *s, struct checkpoint **out, size_t *total)
{
	struct checkpoint_facts *all;
	size_t n;

	checkpoint_shelf_list(e->shelf, s->arena, &all, &n);
	*out = arena_alloc(s->arena, (n + 1) * sizeof(**out));
	*total = 0;
	for (size_t i = 0; i < n; i++) {
		struct checkpoint *c = &(*out)[*total];
		bool ok = describe(e, s, &all[i], c);
		if (!ok)
			c->fault = s->err.msg;
		if (ok || s->err.code != ERR_NOT_FOUND) /* else it was deleted meanwhile */
			++*total;
		err_clear(s);
	}
	return true;
}

bool checkpoint_ops_delete(struct emulator *e, struct scope *s, const char *name)
{
	if (!checkpoint_ops_check_name(s, name) || !checkpoint_shelf_delete(e->shelf, s, name))
		return false;
	bell_ring(e->garbage);
	return true;
}
