/* From paths to documents. */
#include "state/seed_documents.h"

#include "base/fs.h"
#include "base/text.h"
#include "model/path_rules.h"
#include "seed/seed_read.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct scope *s;
	struct seed *seeds;
	size_t count;
};

static const char *folder_of(struct arena *a, const char *path)
{
	return strchr(path, '/') ? path_rules_parent(a, path) : ".";
}

const char *seed_documents_folder(struct arena *a, const char *path)
{
	return fs_is_folder(path) ? path : folder_of(a, path);
}

static struct seed *add(struct reading *r)
{
	r->seeds = arena_room(r->s->arena, r->seeds, r->count, sizeof(*r->seeds));
	return &r->seeds[r->count++];
}

static bool read_file(struct reading *r, const char *path)
{
	struct seed_document d = { .name = path, .folder = folder_of(r->s->arena, path) };
	struct scope *s = r->s;
	char *text;

	if (!fs_read(s, path, SEED_DOCUMENTS_MAX, &text, &d.len)) {
		const char *why = s->err.msg;
		err_clear(s);
		return err_set(s, ERR_INVALID, "--seed: %s", why);
	}
	d.text = text;
	return seed_read(s, &d, add(r));
}

static int is_document(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && text_ends(entry->d_name, ".json");
}

/* By bytes, whatever the language of the user is. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_folder(struct reading *r, const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_document, by_name);
	bool ok = true;

	if (n < 0)
		return err_errno(r->s, ERR_INVALID, "--seed: reading", path);
	for (int i = 0; i < n; i++) {
		ok = ok &&
		     read_file(r, arena_printf(r->s->arena, "%s/%s", path, entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return ok && (n > 0 || err_set(r->s, ERR_INVALID,
				       "--seed: there is no file *.json in the folder %s", path));
}

bool seed_documents_read(struct scope *s, const char *const *paths, size_t path_count,
	struct seed **out, size_t *count)
{
	struct reading r = { .s = s };

	for (size_t i = 0; i < path_count; i++)
		if (!(fs_is_folder(paths[i]) ? read_folder : read_file)(&r, paths[i]))
			return false;
	*out = r.seeds;
	*count = r.count;
	return true;
}
