/* Cleaning and keeping of file and folder names. */
#include "model/name_rules.h"

#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

/* Copies the view with every character that is neither a name character nor in `keep` made '_'. */
static const char *clean(struct arena *a, struct view v, const char *keep)
{
	char *out = arena_alloc(a, v.n + 1);
	size_t used = 0;

	for (size_t i = 0, n; i < v.n; i += n) {
		uint32_t code = 0;
		n = utf8_decode(v.p + i, v.n - i, &code);
		bool good = n > 0 &&
			    (utf8_is_name_char(code) || (code < 128 && strchr(keep, (int)code)));
		if (n == 0)
			n = 1;
		if (good) {
			memcpy(out + used, v.p + i, n);
			used += n;
		} else {
			out[used++] = '_';
		}
	}
	return out;
}

static const char *keep(struct arena *a, const char *name)
{
	char *out = arena_strdup(a, name);

	for (char *slash = out; (slash = strchr(slash, '/'));)
		*slash = '_';
	return out;
}

const char *name_rules_file(struct arena *a, enum name_rules rules, const char *name)
{
	return rules == NAMES_KEPT ? keep(a, name) : clean(a, view_of(name), "._-");
}

bool name_rules_is_file(const char *name)
{
	return strcmp(name, "") != 0 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool bad_folder(struct scope *s)
{
	return err_set(s, ERR_INVALID, "Your request contains invalid value for folder parameter.");
}

bool name_rules_folder(struct scope *s, enum name_rules rules, const char *folder, const char **out)
{
	char *path = arena_alloc(s->arena, strlen(folder) + 2);
	size_t used = 0, depth = 0;

	for (struct view rest = view_of(folder), part; rest.p;) {
		part = view_split(&rest, '/');
		if (part.n == 0)
			continue;
		if (view_is(part, ".") || view_is(part, "..") || ++depth > NAME_RULES_MAX_DEPTH)
			return bad_folder(s);
		if (rules == NAMES_CLEANED)
			part = view_of(clean(s->arena, part, "_-"));
		path[used++] = '/';
		memcpy(path + used, part.p, part.n);
		used += part.n;
	}
	*out = used ? path : "/";
	return true;
}

/* Where the extension's dot stands, or the end. A leading dot starts a name, not an extension. */
static size_t stem_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && dot[1] ? (size_t)(dot - name) : strlen(name);
}

const char *name_rules_with_suffix(struct arena *a, const char *name, const char *suffix)
{
	size_t n = stem_length(name);

	return arena_printf(a, "%.*s_%s%s", (int)n, name, suffix, name + n);
}

const char *name_rules_extension(struct arena *a, const char *name)
{
	size_t n = stem_length(name);

	return text_lower(arena_strdup(a, name[n] == '.' ? name + n + 1 : ""));
}

const char *name_rules_join(struct arena *a, const char *folder_path, const char *name)
{
	return arena_printf(a, "%s/%s", strcmp(folder_path, "/") == 0 ? "" : folder_path, name);
}
