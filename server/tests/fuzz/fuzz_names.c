/* The input is a name or a path. What rules make of it, they leave alone the next time; what is kept differs by
 * slashes alone; every path is normal, and falls into a parent and a name that make it again; encoded for a URL and
 * decoded once, it is the same. */
#include "base/encode.h"
#include "base/utf8.h"
#include "model/name_rules.h"
#include "model/path_rules.h"

#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
	if (!holds)
		abort();
}

static size_t characters(const char *s)
{
	size_t count = 0;

	for (; *s; s++)
		count += ((unsigned char)*s & 0xc0) != 0x80;
	return count;
}

static void check_file(struct scope *s, enum name_rules rules, const char *text)
{
	const char *name = name_rules_file(s->arena, rules, text);

	check(!strchr(name, '/') && utf8_valid(name, strlen(name)));
	check(characters(name) == characters(text));
	check(strcmp(name_rules_file(s->arena, rules, name), name) == 0);
	check(rules == NAMES_CLEANED || strchr(text, '/') || strcmp(name, text) == 0);
	const char *unique = name_rules_with_suffix(s->arena, name, "x");
	check(strlen(unique) == strlen(name) + 2);
	/* Of a name that ends with a dot the suffix makes one with an extension. */
	check(!*name || name[strlen(name) - 1] == '.' ||
		strcmp(name_rules_extension(s->arena, unique),
			name_rules_extension(s->arena, name)) == 0);
}

static void check_normal(struct scope *s, const char *path)
{
	const char *name = path_rules_name(path), *parent = path_rules_parent(s->arena, path);

	check(path[0] == '/' && !strstr(path, "//"));
	check(!path[1] || path[strlen(path) - 1] != '/');
	check(strcmp(path_rules_normal(s->arena, path), path) == 0);
	check(!path[1] || strcmp(name_rules_join(s->arena, parent, name), path) == 0);
	check(path_rules_is_within(path, parent) && path_rules_is_within(path, "/"));
	check(!path[1] || !path_rules_is_within(parent, path));
	check(!path[1] || path_rules_depth(path) == (parent[1] ? path_rules_depth(parent) : 0) + 1);
}

static void check_folder(struct scope *s, enum name_rules rules, const char *text)
{
	const char *path, *again;

	err_clear(s);
	bool ok = name_rules_folder(s, rules, text, &path);
	check(ok == (s->err.code == ERR_NONE));
	if (!ok)
		return;
	check_normal(s, path);
	check(path_rules_depth(path) <= NAME_RULES_MAX_DEPTH);
	check(name_rules_folder(s, rules, path, &again) && strcmp(path, again) == 0);
	check(rules == NAMES_CLEANED || strcmp(path, path_rules_normal(s->arena, text)) == 0);
}

static void check_url(struct scope *s, const char *text)
{
	const char *url = encode_percent(s->arena, text, "/");
	char *back;
	size_t n;

	check(!url[strcspn(url, "?#;%\\ ")] || strchr(url, '%'));
	check(encode_percent_decode(s->arena, view_of(url), false, &back, &n));
	check(n == strlen(text) && strcmp(back, text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope s = scope_open();
	const char *text = arena_strndup(s.arena, (const char *)data, size);

	/* Every way in holds texts to be UTF-8. */
	if (utf8_valid(text, strlen(text))) {
		for (enum name_rules rules = NAMES_CLEANED; rules <= NAMES_KEPT; rules++) {
			check_file(&s, rules, text);
			check_folder(&s, rules, text);
		}
		check_normal(&s, path_rules_normal(s.arena, text));
		check_url(&s, text);
	}
	scope_close(&s);
	return 0;
}
