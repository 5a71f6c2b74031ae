/* Everything stands in single quotes but the variables, so nothing that a client sent is ever read by the
 * shell. */
#include "control/journal_curl.h"

#include "control/journal_redact.h"
#include "json/json_value.h"

#include <string.h>

/* The letters of a name that a variable may have. */
static void put_variable(struct strbuf *out, struct view name)
{
	strbuf_str(out, "\"$IMAGEKIT_");
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		strbuf_char(out, plain ? c : '_');
	}
	strbuf_char(out, '"');
}

/* The mark at the front of v, cut off it. */
static bool take_mark(struct view *v, struct view *name)
{
	const size_t n = sizeof(JOURNAL_MARK) - 1;

	if (!view_starts(*v, JOURNAL_MARK))
		return false;
	const char *end = memchr(v->p, ']', v->n);
	if (!end)
		return false;
	*name = (struct view){ v->p + n, (size_t)(end - v->p) - n };
	v->n -= (size_t)(end + 1 - v->p);
	v->p = end + 1;
	return true;
}

static void quote(struct strbuf *out, struct view v)
{
	struct view name;

	strbuf_char(out, '\'');
	while (v.n > 0) {
		if (*v.p == '[' && take_mark(&v, &name)) {
			strbuf_char(out, '\'');
			put_variable(out, name);
			strbuf_char(out, '\'');
			continue;
		}
		if (*v.p == '\'')
			strbuf_str(out, "'\\''");
		else
			strbuf_char(out, *v.p);
		v.p++;
		v.n--;
	}
	strbuf_char(out, '\'');
}

/* Those that curl makes itself, or that belong to one connection. */
static bool is_curls_own(struct view name, bool form)
{
	static const char *const own[] = { "Host", "Content-Length", "Connection", "Expect",
		"Transfer-Encoding", "Accept-Encoding", "Keep-Alive" };

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (text_same_nocase(name, own[i]))
			return true;
	return form && text_same_nocase(name, "Content-Type");
}

static void put_header(struct strbuf *out, struct view name, struct view value, bool form)
{
	static const char basic[] = "Basic " JOURNAL_MARK "private_key]";

	if (is_curls_own(name, form))
		return;
	if (text_same_nocase(name, "Authorization") && text_same_nocase(value, basic)) {
		strbuf_str(out, " -u \"$IMAGEKIT_PRIVATE_KEY:\"");
		return;
	}
	strbuf_str(out, " -H ");
	quote(out, view_of(arena_printf(out->arena, "%.*s%s%.*s", (int)name.n, name.p,
			   value.n > 0 ? ": " : ";", (int)value.n, value.p)));
}

static void put_field(struct strbuf *out, const struct json_value *field)
{
	const char *name = json_text_of(json_member(field, "name"));
	const char *value = json_text_of(json_member(field, "value"));

	if (value) {
		strbuf_str(out, " --form-string ");
		quote(out, view_of(arena_printf(out->arena, "%s=%s", name, value)));
		return;
	}
	strbuf_str(out, " -F ");
	quote(out, view_of(arena_printf(out->arena, "%s=@", name)));
	strbuf_str(out, "\"$IMAGEKIT_FILE\"");
}

/* A body of several lines comes through a pipe, so that the command stays one line; and so does what curl would
 * take for the name of a file to send. */
static bool needs_pipe(struct view body)
{
	for (size_t i = 0; i < body.n; i++)
		if ((unsigned char)body.p[i] < ' ')
			return true;
	return body.n > 0 && body.p[0] == '@';
}

static void put_pipe(struct strbuf *out, struct view body)
{
	struct strbuf escaped = strbuf_init(out->arena, body.n * 4);

	for (size_t i = 0; i < body.n; i++) {
		unsigned char c = (unsigned char)body.p[i];
		if (c < ' ' || c == '\\')
			strbuf_printf(&escaped, "\\%03o", c);
		else if (c == '%')
			strbuf_str(&escaped, "%%");
		else
			strbuf_char(&escaped, (char)c);
	}
	strbuf_str(out, "printf ");
	quote(out, (struct view){ strbuf_text(&escaped), escaped.len });
	strbuf_str(out, " | ");
}

static void put_body(struct strbuf *out, const struct journal_entry *entry)
{
	struct scope s = { .arena = out->arena };
	struct view form = entry->text[JOURNAL_REQUEST_FORM];
	struct view body = entry->text[JOURNAL_REQUEST_BODY];
	const struct json_value *fields;

	if (form.p && json_parse(&s, form.p, form.n, &fields))
		for (const struct json_value *f = json_first(fields); f; f = json_next(f))
			put_field(out, f);
	if (!body.p || body.n == 0)
		return;
	strbuf_str(out, " --data-binary ");
	if (needs_pipe(body))
		strbuf_str(out, "@-");
	else
		quote(out, body);
}

static void put_method(struct strbuf *out, struct view method)
{
	if (view_is(method, "HEAD")) {
		strbuf_str(out, " -I");
	} else if (!view_is(method, "GET")) {
		strbuf_str(out, " -X ");
		quote(out, method);
	}
}

static bool is_whole(const struct journal_entry *entry)
{
	struct view body = entry->text[JOURNAL_REQUEST_BODY];

	if (entry->request_cut || (body.p && memchr(body.p, '\0', body.n)))
		return false;
	return body.p || entry->text[JOURNAL_REQUEST_FORM].p || entry->request_bytes == 0;
}

/* The journal's own JSON escapes line breaks, which curl has no way to be given in one line. */
static bool is_one_line(struct view form)
{
	struct view rest = form;

	while (form.p && rest.p) {
		view_split(&rest, '\\');
		if (rest.p && rest.n > 0 && memchr("nru", *rest.p, 3))
			return false;
		if (rest.p && rest.n > 0)
			rest.p++, rest.n--;
	}
	return true;
}

/* To curl the name of a field ends at the first '=', and what follows may be a file of this machine. */
static bool has_plain_names(struct arena *a, struct view form)
{
	struct scope s = { .arena = a };
	const struct json_value *fields;

	if (form.p && json_parse(&s, form.p, form.n, &fields))
		for (const struct json_value *f = json_first(fields); f; f = json_next(f))
			if (strchr(json_text_of(json_member(f, "name")), '='))
				return false;
	return true;
}

/* Why no line of curl sends the request again; NULL when one does. */
static const char *obstacle(struct arena *a, const struct journal_entry *entry)
{
	struct view form = entry->text[JOURNAL_REQUEST_FORM];

	if (!is_whole(entry))
		return "the journal does not hold its whole body";
	if (!is_one_line(form))
		return "a field of its form has more than one line";
	return has_plain_names(a, form) ? NULL : "a field of its form has = in its name";
}

void journal_curl_line(struct strbuf *out, const struct journal_entry *entry)
{
	struct view lines = entry->text[JOURNAL_REQUEST_HEADERS], name, value;
	struct view method = entry->text[JOURNAL_METHOD], body = entry->text[JOURNAL_REQUEST_BODY];
	const char *url = journal_entry_url(out->arena, entry), *why = obstacle(out->arena, entry);

	if (why) {
		strbuf_printf(out, "# %.*s %s: %s\n", (int)method.n, method.p, url, why);
		return;
	}
	if (needs_pipe(body))
		put_pipe(out, body);
	strbuf_str(out, "curl -sS -g --path-as-is");
	put_method(out, method);
	strbuf_char(out, ' ');
	quote(out, view_of(url));
	while (journal_entry_header_next(&lines, &name, &value))
		put_header(out, name, value, entry->text[JOURNAL_REQUEST_FORM].p != NULL);
	put_body(out, entry);
	strbuf_char(out, '\n');
}
