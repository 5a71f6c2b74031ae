/* Reading of fixtures/vectors/ in unit tests. SOURCE_DIR says where the repository is; without it the
 * current folder is taken for it. What is missing fails the test with its name. */
#ifndef TESTS_SUPPORT_VECTORS_H
#define TESTS_SUPPORT_VECTORS_H

#include "base/fs.h"
#include "json/json_value.h"

#include <check.h>
#include <stdlib.h>

static inline const struct json_value *vectors_load(struct scope *s, const char *file)
{
	const char *source = getenv("SOURCE_DIR");
	const char *path =
		arena_printf(s->arena, "%s/fixtures/vectors/%s", source ? source : ".", file);
	const struct json_value *vectors = NULL;
	char *text = NULL;
	size_t len = 0;

	ck_assert_msg(fs_read(s, path, 1 << 20, &text, &len), "%s", s->err.msg);
	ck_assert_msg(json_parse(s, text, len, &vectors), "%s: %s", path, s->err.msg);
	return vectors;
}

static inline const struct json_value *vectors_member(
	const struct json_value *row, const char *name)
{
	const struct json_value *m = json_member(row, name);

	ck_assert_msg(m != NULL, "no member '%s'", name);
	return m;
}

static inline const char *vectors_text(const struct json_value *row, const char *name)
{
	const char *value = json_text_of(vectors_member(row, name));

	ck_assert_msg(value != NULL, "'%s' is no text", name);
	return value;
}

static inline int64_t vectors_integer(const struct json_value *row, const char *name)
{
	int64_t value = 0;

	ck_assert_msg(
		json_int_of(vectors_member(row, name), &value), "'%s' is no whole number", name);
	return value;
}

#endif
