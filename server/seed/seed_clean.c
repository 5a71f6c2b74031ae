/* A path is taken as /v2 takes it. One that even that would change is refused with what it would become: a seed
 * that silently became something else would be a riddle to the test that looks for it. */
#include "seed/seed_clean.h"

#include "model/name_rules.h"
#include "model/path_rules.h"

#include <string.h>

static bool is_clean(
	struct seed_reader *r, const struct json_value *object, const char *path, const char *clean)
{
	return strcmp(path, clean) == 0 ||
	       seed_refuse_member(r->s, r->document, object, "path",
		       "would become %s in the library: write that", clean);
}

static bool clean_folder(
	struct seed_reader *r, const struct json_value *object, const char *path, const char **out)
{
	if (name_rules_folder(r->s, NAMES_KEPT, path, out))
		return true;
	err_clear(r->s);
	return seed_refuse_member(r->s, r->document, object, "path",
		"must have no . or .. between its slashes, and at most %d folders",
		NAME_RULES_MAX_DEPTH);
}

bool seed_clean_folder(struct seed_reader *r, const struct json_value *object, const char *path)
{
	const char *clean;

	return clean_folder(r, object, path, &clean) && is_clean(r, object, path, clean);
}

bool seed_clean_file(struct seed_reader *r, const struct json_value *object, const char *path)
{
	const char *written = path_rules_name(path), *folder;

	if (!name_rules_is_file(written))
		return seed_refuse_member(
			r->s, r->document, object, "path", "must end with the name of a file");
	return clean_folder(r, object, arena_strndup(r->s->arena, path, (size_t)(written - path)),
		       &folder) &&
	       is_clean(r, object, path, name_rules_join(r->s->arena, folder, written));
}
