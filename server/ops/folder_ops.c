/* Making of folders. */
#include "ops/folder_ops.h"

#include "store/folder_store.h"

#include <string.h>

/* `path` ends with the new folder's name. */
static bool make(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	int64_t parent, struct folder *f)
{
	f->created_at = clock_now(e->clock, a->row);
	f->updated_at = f->created_at;
	/* A seed repeats ids after a restart; an id that is taken is drawn again. */
	do {
		f->id = ident_object(e->ident, s->arena, f->created_at);
	} while (folder_store_has_id(db, s, a->row, f->id));
	return s->err.code == ERR_NONE && folder_store_insert(db, s, a->row, parent, f);
}

bool folder_ops_make_root(
	struct emulator *e, struct db *db, struct scope *s, const struct account *a)
{
	struct folder root = { .name = "", .path = "/" };

	return make(e, db, s, a, 0, &root);
}

bool folder_ops_ensure(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const char *path, struct folder *out)
{
	struct folder parent;

	if (folder_store_by_path(db, s, a->row, path, out))
		return true;
	if (s->err.code != ERR_NONE)
		return false;
	/* Top down, so that the depth of the path costs no stack. */
	if (!folder_store_by_path(db, s, a->row, "/", &parent))
		return err_set(
			s, ERR_INTERNAL, "account %lld has no root folder", (long long)a->row);
	for (const char *end = path; *end; parent = *out) {
		const char *name = end + 1;
		end = name + strcspn(name, "/");
		const char *prefix = arena_strndup(s->arena, path, (size_t)(end - path));
		if (folder_store_by_path(db, s, a->row, prefix, out))
			continue;
		*out = (struct folder){
			.name = arena_strndup(s->arena, name, (size_t)(end - name)),
			.path = prefix,
		};
		if (s->err.code != ERR_NONE || !make(e, db, s, a, parent.row, out))
			return false;
	}
	return true;
}
