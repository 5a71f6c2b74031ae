/* One walk over a text: at each '=' and ':' the name before it is looked at, and at each beginning of the
 * private key the key. It is meant for texts that may be broken or cut, so nothing is parsed. */
#include "control/journal_redact.h"

#include "base/encode.h"
#include "base/strbuf.h"

#include <string.h>

enum {
	MAX_NAME = 40,
	SHORT_KEY = 8,            /* shorter ones are sought as whole words */
	MAX_RESULT = 1024 * 1024, /* far above what the journal keeps */
};

static const char key_name[] = "private_key";

/* What a secret begins with wherever it stands. `private_` begins names of files and tags too, so it is one only where a
 * query holds it. */
static const struct beginning {
	const char *text, *name;
	bool only_in_query;
} beginnings[] = {
	{ "whsec_", "webhook_secret", false },
	{ "private_", key_name, true },
};

/* A piece of what a client sent, and what is to be hidden in it beside what has a secret's name. */
struct search {
	struct view text, key;
	bool is_query;
};

bool journal_redact_is_secret(struct view name)
{
	static const char *const secrets[] = {
		"ik-s",
		"signature",
		"token",
		"privateKey",
		"private_key",
		"private-key",
		"password",
		"secret",
		"secretKey",
		"accessKey",
		"clientSecret",
		"authorization",
	};

	/* Most names are none, and every member of every body is asked about. */
	if (name.n < strlen("ik-s") || !strchr("istpacISTPAC", name.p[0]))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		if (text_same_nocase(name, secrets[i]))
			return true;
	return false;
}

const char *journal_redact_mark(struct arena *a, struct view name)
{
	return text_lower(arena_printf(a, JOURNAL_MARK "%.*s]", (int)name.n, name.p));
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The length of what stands for one character at `i`: itself, or a percent escape, as in a URL that is a
 * parameter of another (%253D when that one is a parameter again). */
static size_t character_at(struct view text, size_t i, char *c)
{
	size_t k = i + 1;

	*c = text.p[i];
	if (*c != '%')
		return 1;
	while (k + 2 < text.n && text.p[k] == '2' && text.p[k + 1] == '5')
		k += 2;
	if (k + 1 >= text.n || hex_value(text.p[k]) < 0 || hex_value(text.p[k + 1]) < 0)
		return 1;
	*c = (char)(hex_value(text.p[k]) * 16 + hex_value(text.p[k + 1]));
	return k + 2 - i;
}

static bool escape_ends_at(struct view text, size_t end)
{
	size_t k = end - 2;

	if (end < 3 || hex_value(text.p[k]) < 0 || hex_value(text.p[k + 1]) < 0)
		return false;
	while (k > 2 && text.p[k - 2] == '2' && text.p[k - 1] == '5')
		k -= 2;
	return text.p[k - 1] == '%';
}

/* The word that ends before `end`; empty when there is none or it is no name. */
static struct view word_before(struct view text, size_t end)
{
	size_t begin = end;

	while (begin > 0 && end - begin <= MAX_NAME && is_word(text.p[begin - 1]) &&
		!escape_ends_at(text, begin))
		begin--;
	return end - begin > MAX_NAME ? (struct view){ text.p, 0 }
				      : (struct view){ text.p + begin, end - begin };
}

/* The name in quotes before a colon; its closing quote may be escaped, as in JSON inside JSON. */
static struct view member_before(struct view text, size_t colon)
{
	while (colon > 0 && is_blank(text.p[colon - 1]))
		colon--;
	if (colon == 0 || text.p[colon - 1] != '"')
		return (struct view){ text.p, 0 };
	colon--;
	while (colon > 0 && text.p[colon - 1] == '\\')
		colon--;
	return word_before(text, colon);
}

static bool ends_plain(char c)
{
	static const char ends[] = "&\"'<>#,;\\)]} \t\r\n";

	return memchr(ends, c, sizeof(ends)) != NULL;
}

static size_t end_of_plain(struct view text, size_t i)
{
	while (i < text.n && !ends_plain(text.p[i]))
		i++;
	return i;
}

/* The same where the text was percent-encoded. */
static size_t end_of_encoded(struct view text, size_t i)
{
	while (i < text.n) {
		char c;
		size_t n = character_at(text, i, &c);
		if (ends_plain(c))
			break;
		i += n;
	}
	return i;
}

/* Where the text that a quote opened ends: at a quote behind no more backslashes than it had itself. */
static size_t end_of_quoted(struct view text, size_t i, size_t slashes)
{
	size_t run = 0;

	for (; i < text.n; i++) {
		if (text.p[i] == '"' && run <= slashes)
			return i - run;
		if (text.p[i] == '\\' && slashes == 0 && i + 1 < text.n)
			i++;
		else
			run = text.p[i] == '\\' ? run + 1 : 0;
	}
	return i;
}

/* A piece to cut out and the name that its mark gets. */
struct cut {
	size_t begin, end;
	struct view name;
};

static bool member_value(struct view text, size_t colon, struct cut *cut)
{
	size_t i = colon + 1, slashes = 0;

	cut->name = member_before(text, colon);
	if (!journal_redact_is_secret(cut->name))
		return false;
	while (i < text.n && is_blank(text.p[i]))
		i++;
	while (i < text.n && text.p[i] == '\\')
		i++, slashes++;
	bool quoted = i < text.n && text.p[i] == '"';
	cut->begin = quoted ? i + 1 : i - slashes;
	cut->end = quoted ? end_of_quoted(text, i + 1, slashes) : end_of_plain(text, i);
	return cut->end > cut->begin;
}

/* `n`: how long the sign is, 3 and more when it is encoded. */
static bool parameter_value(struct view text, size_t equals, size_t n, struct cut *cut)
{
	cut->name = word_before(text, equals);
	cut->begin = equals + n;
	cut->end = n > 1 ? end_of_encoded(text, cut->begin) : end_of_plain(text, cut->begin);
	return cut->end > cut->begin && journal_redact_is_secret(cut->name);
}

/* How long in the text the beginning of `word` is that it holds from here on, and in *n how many characters that is: all
 * of them, or as many as a cut text has. 0: another word. */
static size_t same_length(struct view text, size_t i, struct view word, size_t *n)
{
	size_t left = text.n - i, end = i;

	*n = left < word.n ? left : word.n;
	if (memcmp(text.p + i, word.p, *n) == 0)
		return *n;
	for (*n = 0; *n < word.n && end < text.n; ++*n) {
		char c;
		end += character_at(text, end, &c);
		if (c != word.p[*n])
			return 0;
	}
	return end - i;
}

/* How much of the text from here on is the key, which ends as `=` mostly: `%3D` where it is encoded. */
static size_t key_length(struct view text, size_t i, struct view key)
{
	size_t n, length = same_length(text, i, key, &n);

	return n < key.n && n < SHORT_KEY ? 0 : length;
}

/* The key from here on, or as much of it as a cut text holds. */
static bool key_value(struct view text, size_t i, struct view key, struct cut *cut)
{
	size_t left = text.n - i, n = key_length(text, i, key);

	if (n == 0)
		return false;
	if (key.n < SHORT_KEY &&
		((i > 0 && is_word(text.p[i - 1])) || (n < left && is_word(text.p[i + n]))))
		return false;
	*cut = (struct cut){ i, i + n, { key_name, sizeof(key_name) - 1 } };
	return true;
}

/* Of base64 or base64url, as keys are made of. */
static bool is_secret_letter(char c)
{
	return is_word(c) || c == '+' || c == '/' || c == '=';
}

/* A secret by its beginning, from here on: a beginning alone is none, nor is `private_photo.jpg`. */
static bool secret_value(
	const struct search *in, size_t i, const struct beginning *b, struct cut *cut)
{
	struct view word = view_of(b->text);
	char c = '\0';
	size_t n, length = same_length(in->text, i, word, &n), end = i + length;

	if (n < word.n || (i > 0 && is_word(in->text.p[i - 1]) && !escape_ends_at(in->text, i)))
		return false;
	for (size_t step; end < in->text.n; end += step) {
		step = character_at(in->text, end, &c);
		if (!is_secret_letter(c))
			break;
	}
	*cut = (struct cut){ i, end, view_of(b->name) };
	return end > i + length && (!b->only_in_query || end == in->text.n || c != '.');
}

static bool begun_value(const struct search *in, size_t i, char c, struct cut *cut)
{
	for (size_t k = 0; k < ARRAY_LEN(beginnings); k++) {
		const struct beginning *b = &beginnings[k];
		if (c == b->text[0] && (in->is_query || !b->only_in_query) &&
			secret_value(in, i, b, cut))
			return true;
	}
	return false;
}

static bool next_cut(const struct search *in, size_t from, struct cut *cut)
{
	const struct view text = in->text, key = in->key;

	for (size_t i = from; i < text.n; i++) {
		char c;
		size_t n = character_at(text, i, &c);
		if (c == '=' && parameter_value(text, i, n, cut))
			return true;
		if (text.p[i] == ':' && member_value(text, i, cut))
			return true;
		if (key.n > 0 && (c == key.p[0] || text.p[i] == key.p[0]) &&
			key_value(text, i, key, cut))
			return true;
		if (begun_value(in, i, c, cut))
			return true;
	}
	return false;
}

static struct view without_secrets(struct arena *a, const struct search *in)
{
	struct strbuf out = strbuf_init(a, MAX_RESULT);
	struct view text = in->text;
	struct cut cut;
	size_t done = 0;

	if (!text.p)
		return text;
	while (next_cut(in, done, &cut)) {
		strbuf_add(&out, text.p + done, cut.begin - done);
		strbuf_str(&out, journal_redact_mark(a, cut.name));
		done = cut.end;
	}
	if (done == 0)
		return text;
	strbuf_add(&out, text.p + done, text.n - done);
	return (struct view){ strbuf_text(&out), out.len };
}

struct view journal_redact_text(struct arena *a, struct view text, const char *key)
{
	const struct search in = { text, view_of(key ? key : ""), false };

	return without_secrets(a, &in);
}

static struct view parameter(struct arena *a, struct view raw, const char *key)
{
	const struct search in = { raw, view_of(key ? key : ""), true };
	struct view rest = raw, name = view_split(&rest, '=');
	char *decoded;
	size_t n;

	if (!rest.p || !encode_percent_decode(a, name, true, &decoded, &n) ||
		!journal_redact_is_secret((struct view){ decoded, n }))
		return without_secrets(a, &in);
	return view_of(arena_printf(a, "%.*s=%s", (int)name.n, name.p,
		journal_redact_mark(a, (struct view){ decoded, n })));
}

struct view journal_redact_target(struct arena *a, struct view target, const char *key)
{
	struct strbuf out = strbuf_init(a, MAX_RESULT);
	struct view rest = target, path = view_split(&rest, '?');

	path = journal_redact_text(a, path, key);
	if (!rest.p)
		return path;
	strbuf_add(&out, path.p, path.n);
	for (char before = '?'; rest.p; before = '&') {
		struct view shown = parameter(a, view_split(&rest, '&'), key);
		strbuf_char(&out, before);
		strbuf_add(&out, shown.p, shown.n);
	}
	return (struct view){ strbuf_text(&out), out.len };
}

struct view journal_redact_header(
	struct arena *a, struct view name, struct view value, const char *key)
{
	bool proxy = text_same_nocase(name, "Proxy-Authorization");

	if (text_same_nocase(name, "Cookie") || text_same_nocase(name, "Set-Cookie"))
		return view_of(journal_redact_mark(a, name));
	if (!proxy && !text_same_nocase(name, "Authorization"))
		return journal_redact_text(a, value, key);
	struct view rest = value, scheme = view_split(&rest, ' ');
	if (!rest.p)
		return view_of(journal_redact_mark(a, name));
	bool basic = !proxy && text_same_nocase(scheme, "Basic");
	return view_of(arena_printf(a, "%.*s %s", (int)scheme.n, scheme.p,
		journal_redact_mark(a, basic ? view_of(key_name) : name)));
}
