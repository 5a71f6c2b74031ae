/* Values are copied into their members byte by byte: only the type knows what a member is. */
#include "options/option_type.h"

#include <string.h>

enum { MAX_URL = 2000, MAX_TOKEN = 1000 };

static void store(const struct option_input *in, const void *value, size_t n)
{
	memcpy((char *)in->settings + in->row->offset, value, n);
}

static const void *member(const struct option_row *row, const void *settings)
{
	return (const char *)settings + row->offset;
}

bool option_type_store(const struct option_input *in, const char *text)
{
	const char *copy = arena_strdup(in->arena, text);

	store(in, &copy, sizeof(copy));
	return true;
}

const char *option_type_stored(struct arena *a, const struct option_row *row, const void *settings)
{
	const char *text;

	(void)a;
	memcpy(&text, member(row, settings), sizeof(text));
	return text && row->secret ? "(set)" : text;
}

static bool set_int(const struct option_input *in)
{
	int64_t n;

	if (!text_int(view_of(in->text), &n) || n < in->row->min || n > in->row->max)
		return false;
	store(in, &n, sizeof(n));
	return true;
}

static const char *int_text(struct arena *a, const struct option_row *row, const void *settings)
{
	int64_t n;

	memcpy(&n, member(row, settings), sizeof(n));
	return n < row->min ? NULL : arena_printf(a, "%lld", (long long)n);
}

const struct option_type option_int = { .set = set_int, .text = int_text };

static bool set_word(const struct option_input *in)
{
	for (int i = 0; in->row->words[i]; i++) {
		if (strcmp(in->row->words[i], in->text) != 0)
			continue;
		store(in, &i, sizeof(i));
		return true;
	}
	return false;
}

static const char *word_text(struct arena *a, const struct option_row *row, const void *settings)
{
	int word;

	(void)a;
	memcpy(&word, member(row, settings), sizeof(word));
	return row->words[word];
}

const struct option_type option_word = { .set = set_word, .text = word_text };

static bool set_switch(const struct option_input *in)
{
	/* 1 and 0 are the habit of environment variables. */
	bool on = strcmp(in->text, "true") == 0 || strcmp(in->text, "1") == 0;

	if (!on && strcmp(in->text, "false") != 0 && strcmp(in->text, "0") != 0)
		return false;
	store(in, &on, sizeof(on));
	return true;
}

static const char *switch_text(struct arena *a, const struct option_row *row, const void *settings)
{
	(void)a;
	return *(const bool *)member(row, settings) ? "true" : "false";
}

const struct option_type option_switch = {
	.accepts = "true or false", .explains_itself = true, .set = set_switch, .text = switch_text
};

static bool set_path(const struct option_input *in)
{
	return strlen(in->text) <= OPTION_MAX_PATH && option_type_store(in, in->text);
}

const struct option_type option_path = {
	.accepts = "a path", .explains_itself = true, .set = set_path, .text = option_type_stored
};

static bool graphic(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] > '~')
			return false;
	return v.n > 0;
}

/* A host name or literal with an optional port. */
static bool is_authority(struct view v)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]";

	if (v.n == 0 || v.p[0] == ':')
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!memchr(chars, v.p[i], sizeof(chars) - 1))
			return false;
	return true;
}

static bool set_url(const struct option_input *in)
{
	struct view url = view_of(in->text), rest = url;

	if (url.n > MAX_URL || !graphic(url) || strpbrk(in->text, "?#@\\\"<>"))
		return false;
	struct view scheme = view_split(&rest, ':');
	if (!text_same_nocase(scheme, "http") && !text_same_nocase(scheme, "https"))
		return false;
	if (!rest.p || !view_starts(rest, "//"))
		return false;
	rest = (struct view){ rest.p + 2, rest.n - 2 };
	if (!is_authority(view_split(&rest, '/')))
		return false;
	while (url.p[url.n - 1] == '/')
		url.n--;
	return option_type_store(in, arena_strndup(in->arena, url.p, url.n));
}

const struct option_type option_url = {
	.accepts = "an http or https URL without user, query and fragment",
	.set = set_url,
	.text = option_type_stored,
};

static bool set_token(const struct option_input *in)
{
	struct view v = view_of(in->text);

	return v.n <= MAX_TOKEN && graphic(v) && option_type_store(in, in->text);
}

const struct option_type option_token = {
	.accepts = "printable ASCII characters without blanks",
	.set = set_token,
	.text = option_type_stored,
};
