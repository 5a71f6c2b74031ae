/* copy-NUMBER.db. Other files of the folder are somebody else's. */
#include "store/checkpoint_gone.h"

#include "base/fs.h"
#include "base/text.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

static const char prefix[] = "copy-", suffix[] = ".db";

static bool is_one(const char *file)
{
	return text_starts(file, prefix) && text_ends(file, suffix);
}

/* Numbers go on where those of earlier processes end. */
static void number(struct checkpoint_gone *g)
{
	DIR *dir = opendir(g->folder);

	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (!text_starts(entry->d_name, prefix))
			continue;
		uint64_t n = strtoull(entry->d_name + sizeof(prefix) - 1, NULL, 10);
		if (n >= g->next)
			g->next = n + 1;
	}
	if (dir)
		closedir(dir);
}

bool checkpoint_gone_open(struct scope *s, const char *dir, struct checkpoint_gone *out)
{
	const char *folder = arena_printf(s->arena, "%s/suspects", dir);

	*out = (struct checkpoint_gone){ 0 };
	if (!fs_mkdirs(s, folder))
		return false;
	out->folder = xstrdup(folder);
	number(out);
	return true;
}

void checkpoint_gone_close(struct checkpoint_gone *g)
{
	free(g->folder);
}

const char *checkpoint_gone_next(struct checkpoint_gone *g, struct arena *a)
{
	return arena_printf(a, "%s/%s%" PRIu64 "%s", g->folder, prefix, g->next++, suffix);
}

const char *checkpoint_gone_any(const struct checkpoint_gone *g, struct arena *a)
{
	DIR *dir = opendir(g->folder);
	const char *path = NULL;

	for (struct dirent *entry; dir && !path && (entry = readdir(dir));)
		if (is_one(entry->d_name))
			path = arena_printf(a, "%s/%s", g->folder, entry->d_name);
	if (dir)
		closedir(dir);
	return path;
}

void checkpoint_gone_discard(const struct checkpoint_gone *g)
{
	struct scope s = scope_open();

	for (const char *path; (path = checkpoint_gone_any(g, s.arena));)
		if (unlink(path) != 0)
			break;
	scope_close(&s);
}
