/* The input is a query string. It is refused if and only if an error is set. What is accepted can
 * be put together again: the raw segments cover all of it but ampersands, and the decoded pairs,
 * encoded and parsed once more, are the same pairs. */
#include "base/encode.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "http/query.h"

#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool is_utf8(const char *s)
{
	return utf8_valid(s, strlen(s));
}

static size_t ampersands(const char *p)
{
	return strspn(p, "&");
}

static void check_raw(const char *text, const struct query *q)
{
	const char *at = text + ampersands(text);

	for (size_t i = 0; i < q->count; i++) {
		struct view raw = q->params[i].raw;
		check(raw.p == at && raw.n > 0 && !memchr(raw.p, '&', raw.n));
		at += raw.n;
		check(*at == '&' || *at == '\0');
		at += ampersands(at);
	}
	check(*at == '\0');
}

static void check_pairs(const struct query *q)
{
	for (size_t i = 0; i < q->count; i++) {
		const struct query_param *p = &q->params[i];
		check(is_utf8(p->name) && is_utf8(p->value));
		size_t first = 0;
		while (strcmp(q->params[first].name, p->name) != 0)
			first++;
		check(query_get(q, p->name) == q->params[first].value);
	}
}

static void check_round(struct scope *s, const struct query *q)
{
	struct strbuf text = strbuf_init(s->arena, SIZE_MAX / 2);
	struct query again;

	for (size_t i = 0; i < q->count; i++) {
		strbuf_str(&text, i > 0 ? "&" : "");
		strbuf_str(&text, encode_percent(s->arena, q->params[i].name, ""));
		strbuf_char(&text, '=');
		strbuf_str(&text, encode_percent(s->arena, q->params[i].value, ""));
	}
	check(query_parse(s, strbuf_text(&text), &again));
	check(again.count == q->count);
	for (size_t i = 0; i < q->count; i++) {
		check(strcmp(again.params[i].name, q->params[i].name) == 0);
		check(strcmp(again.params[i].value, q->params[i].value) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope s = scope_open();
	const char *text = arena_strndup(s.arena, (const char *)data, size);
	struct query q;
	bool ok = query_parse(&s, text, &q);

	check(ok == (s.err.code == ERR_NONE));
	check(ok || s.err.code == ERR_INVALID);
	check(q.count <= QUERY_MAX_PARAMS);
	if (ok) {
		check_raw(text, &q);
		check_pairs(&q);
		check_round(&s, &q);
	}
	scope_close(&s);
	return 0;
}
