/* Questions about folder and file paths. */
#include "model/path_rules.h"

#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

const char *path_rules_normal(struct arena *a, const char *path)
{
	struct strbuf text = strbuf_init(a, strlen(path) + 1);

	for (struct view rest = view_of(path), part; rest.p;) {
		part = view_split(&rest, '/');
		if (part.n == 0)
			continue;
		strbuf_char(&text, '/');
		strbuf_add(&text, part.p, part.n);
	}
	return text.len ? strbuf_text(&text) : "/";
}

const char *path_rules_parent(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash > path ? arena_strndup(a, path, (size_t)(slash - path)) : "/";
}

const char *path_rules_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int64_t path_rules_depth(const char *path)
{
	int64_t n = 0;

	for (const char *p = path; *p; p++)
		n += p[0] == '/' && p[1] != '\0';
	return n;
}

bool path_rules_is_within(const char *path, const char *top)
{
	size_t n = strlen(top);

	if (strcmp(top, "/") == 0)
		return true;
	return strncmp(path, top, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

bool path_rules_overlap(const char *a, const char *b)
{
	return path_rules_is_within(a, b) || path_rules_is_within(b, a);
}
