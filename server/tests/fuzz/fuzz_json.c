/* Any bytes as JSON: refused if and only if an error is set; what is accepted and written again
 * from the tree reads as an equal tree, and is written the same the second time. */
#include "base/utf8.h"
#include "json/json_value.h"
#include "json/json_write.h"

static void must(bool ok)
{
	if (!ok)
		abort();
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_tree(const struct json_value *a, const struct json_value *b)
{
	double x = json_number_of(a), y = json_number_of(b);

	if (json_kind_of(a) != json_kind_of(b) || json_bool_of(a) != json_bool_of(b) ||
		memcmp(&x, &y, sizeof(x)) != 0 || !same_text(json_text_of(a), json_text_of(b)) ||
		!same_text(json_name_of(a), json_name_of(b)))
		return false;
	const struct json_value *p = json_first(a), *q = json_first(b);
	for (; p && q; p = json_next(p), q = json_next(q))
		if (!same_tree(p, q))
			return false;
	return !p && !q;
}

/* Duplicates are refused, so each member must be the one that its name finds. */
static void check_members(const struct json_value *v)
{
	for (const struct json_value *m = json_first(v); m; m = json_next(m)) {
		must(json_kind_of(v) != JSON_OBJECT || json_member(v, json_name_of(m)) == m);
		check_members(m);
	}
}

static const char *write_tree(struct scope *s, const struct json_value *v, size_t size)
{
	/* One byte of input gives at most six of output, a number with its name a few more. */
	struct strbuf out = strbuf_init(s->arena, size * 8 + 64);
	struct json_writer w = json_writer(&out);

	json_put_value(&w, NULL, v);
	must(!out.full);
	return strbuf_text(&out);
}

static void check_accepted(struct scope *s, const struct json_value *v, size_t size)
{
	const struct json_value *again = NULL;
	const char *written = write_tree(s, v, size);

	must(utf8_valid(written, strlen(written)));
	must(json_parse(s, written, strlen(written), &again));
	must(same_tree(v, again));
	must(strcmp(written, write_tree(s, again, size)) == 0);
	if (size < 2000)
		check_members(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope s = scope_open();
	const struct json_value *v = NULL;
	bool ok = json_parse(&s, (const char *)data, size, &v);

	must(ok == (s.err.code == ERR_NONE));
	must(ok == (v != NULL));
	must(ok || (s.err.code == ERR_INVALID && s.err.msg));
	if (ok)
		check_accepted(&s, v, size);
	scope_close(&s);
	return 0;
}
