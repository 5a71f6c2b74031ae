/* Folders in the order of their paths, so that each finds its parents. */
#include "state/seed_load_folders.h"

#include "ops/folder_ops.h"
#include "seed/seed_read.h"
#include "store/folder_store.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *left, const void *right)
{
	const struct seed_folder *const *a = left, *const *b = right;

	return strcmp((*a)->path, (*b)->path);
}

bool seed_load_folders_ensure(struct seed_load_work *w, const char *path, struct folder *out)
{
	*out = (struct folder){ .created_at = w->now };
	return folder_ops_ensure_at(w->e, w->db, w->s, &w->account, path, out);
}

/* A folder that was there before, like the root, keeps what the seed does not say. */
static bool load_folder(struct seed_load_work *w, const struct seed_folder *wanted)
{
	struct folder f = { 0 };
	bool there = folder_store_by_path(w->db, w->s, w->account.row, wanted->path, &f);

	if (w->s->err.code != ERR_NONE ||
		(!there && !seed_load_folders_ensure(w, wanted->path, &f)))
		return false;
	f.created_at = seed_load_time(wanted->created_at, f.created_at);
	if (wanted->updated_at != SEED_NO_TIME)
		f.updated_at = wanted->updated_at;
	else if (wanted->created_at != SEED_NO_TIME)
		f.updated_at = wanted->created_at;
	if (wanted->id && strcmp(wanted->id, f.id) != 0) {
		if (folder_store_has_id(w->db, w->s, w->account.row, wanted->id))
			return seed_refuse_member(w->s, w->document, wanted->at, "id",
				"another folder of the account has this id");
		f.id = wanted->id;
	}
	return w->s->err.code == ERR_NONE && folder_store_update(w->db, w->s, &f);
}

bool seed_load_folders(struct seed_load_work *w, const struct seed_account *wanted)
{
	size_t count = wanted->folder_count;
	const struct seed_folder **sorted = arena_alloc(w->s->arena, (count + 1) * sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		sorted[i] = &wanted->folders[i];
	qsort(sorted, count, sizeof(*sorted), by_path);
	for (size_t i = 0; i < count; i++)
		if (!load_folder(w, sorted[i]))
			return false;
	return true;
}
