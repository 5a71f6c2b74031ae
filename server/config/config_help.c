/* Two renderings of the table of settings: a terminal page and a Markdown table. */
#include "config/config_help.h"

#include "base/strbuf.h"
#include "config/config_table.h"

#include <string.h>

enum { WIDTH = 80, COLUMN = 26, MAX_TEXT = 64 * 1024 };

static const char usage[] = "Usage: imagekit-emulator [serve] [options]\n"
			    "       imagekit-emulator exec [options] -- command [arguments]\n"
			    "       imagekit-emulator healthcheck [--wait] [options]\n"
			    "       imagekit-emulator seed check FILE... [options]\n"
			    "       imagekit-emulator version\n"
			    "\n"
			    "A local ImageKit: the REST API, uploads and delivery URLs on one port,"
			    " offline.\n";

static const char sources[] =
	"Each option may also be written --name=VALUE, as the environment variable\n"
	"IMAGEKIT_EMULATOR_NAME (upper case, _ for -; several accounts are separated by\n"
	"blanks or commas, several seeds by colons), or as a line 'name = value' of the\n"
	"--config file, where # starts a comment. The command line wins over the\n"
	"environment, which wins over the file.\n";

static const char examples[] =
	"\nExamples:\n"
	"  imagekit-emulator --data ./library\n"
	"  imagekit-emulator --auth strict --account acme:private_abc:public_abc\n"
	"  imagekit-emulator --port 0 --print-json --id-seed 1 --clock 2026-01-02\n"
	"  imagekit-emulator exec -- npm test\n";

static const char command_environment[] =
	"\nThe command of exec finds in its environment:\n"
	"  IMAGE_KIT_BASE_URL, TEST_API_BASE_URL   where the server listens\n"
	"  IMAGEKIT_PRIVATE_KEY, IMAGEKIT_PUBLIC_KEY, IMAGEKIT_URL_ENDPOINT\n"
	"                                          of the first account\n";

static const char exit_codes[] =
	"\nExit codes:\n"
	"  0  clean stop\n"
	"  1  failure while serving\n"
	"  2  bad usage or configuration\n"
	"  3  port taken\n"
	"  4  data folder unusable\n"
	"exec exits as its command did: with 128 and the signal that ended "
	"it, with\n127 when there is no such program, 126 when it cannot "
	"be run.\n";

/* ---- terminal */

/* A page being written: the text and the column its last line has reached. */
struct page {
	struct strbuf *b;
	size_t at;
};

/* Adds a word in the right-hand column, on a new line when this one is full. */
static void add_word(struct page *p, struct view word)
{
	bool fits = p->at + 1 + word.n <= WIDTH;

	if (p->at > COLUMN && fits) {
		strbuf_char(p->b, ' ');
		p->at++;
	} else if (p->at > COLUMN) {
		strbuf_char(p->b, '\n');
		p->at = 0;
	}
	if (p->at < COLUMN) {
		strbuf_printf(p->b, "%*s", (int)(COLUMN - p->at), "");
		p->at = COLUMN;
	}
	strbuf_add(p->b, word.p, word.n);
	p->at += word.n;
}

/* `last` is kept in one piece; NULL: there is none. */
static void add_entry(struct strbuf *b, const char *left, const char *text, const char *last)
{
	struct page page = { b, 2 + strlen(left) };
	struct view rest = view_of(text);

	strbuf_printf(b, "  %s", left);
	/* Two blanks keep the columns apart; a longer name has a line of its own. */
	if (page.at + 2 > COLUMN) {
		strbuf_char(b, '\n');
		page.at = 0;
	}
	while (rest.p)
		add_word(&page, view_split(&rest, ' '));
	if (last)
		add_word(&page, view_of(last));
	strbuf_char(b, '\n');
}

static const char *left_side(struct arena *a, const struct config_row *row)
{
	return arena_printf(
		a, "--%s%s%s", row->name, row->value ? " " : "", row->value ? row->value : "");
}

static const char *default_text(const struct config_row *row)
{
	if (row->type == CONFIG_SWITCH)
		return strcmp(row->fallback, "true") == 0 ? "on" : "off";
	return row->fallback ? row->fallback : row->unset;
}

static bool explains_itself(const struct config_row *row)
{
	return row->type == CONFIG_SWITCH || row->type == CONFIG_PATH ||
	       row->type == CONFIG_ACCOUNT || row->type == CONFIG_SEED ||
	       (row->type == CONFIG_WORD && text_starts(row->help, row->words[0]));
}

/* The help sentences, and what of the values they do not say by themselves. */
static const char *own_explanation(struct arena *a, const struct config_row *row)
{
	if (explains_itself(row))
		return row->help;
	if (row->type == CONFIG_INT)
		return arena_printf(a, "%s From %lld to %lld.", row->help, (long long)row->min,
			(long long)row->max);
	return arena_printf(a, "%s Accepts %s.", row->help, config_table_accepts(a, row));
}

static const char *explanation(struct arena *a, const struct config_row *row)
{
	const char *text = own_explanation(a, row);

	if (!row->realistic)
		return text;
	return arena_printf(a, "%s With --profile realistic: %s.", text, row->realistic);
}

static void add_group(struct strbuf *b, const struct config_group *g)
{
	strbuf_printf(b, "\n%s:\n", g->title);
	for (size_t i = 0; i < g->count; i++) {
		const struct config_row *row = &g->rows[i];
		add_entry(b, left_side(b->arena, row), explanation(b->arena, row),
			arena_printf(b->arena, "[%s]", default_text(row)));
	}
}

static void add_verbs(struct strbuf *b)
{
	strbuf_str(b, "\nOther:\n");
	for (size_t i = 0; i < config_table_verb_count; i++) {
		const struct config_verb *v = &config_table_verbs[i];
		const char *left = v->flag ? arena_printf(b->arena, "--%s", v->name) : v->name;
		if (v->word && v->flag)
			left = arena_printf(b->arena, "%s, --%s", v->name, v->name);
		add_entry(b, left, v->help, NULL);
	}
}

const char *config_help(struct scope *s)
{
	struct strbuf b = strbuf_init(s->arena, MAX_TEXT);

	strbuf_str(&b, usage);
	for (size_t g = 0; g < config_table_len; g++)
		add_group(&b, &config_table[g]);
	add_verbs(&b);
	strbuf_char(&b, '\n');
	strbuf_str(&b, sources);
	strbuf_str(&b, examples);
	strbuf_str(&b, command_environment);
	strbuf_str(&b, exit_codes);
	return strbuf_text(&b);
}

/* ---- Markdown */

/* A bar would end the cell. */
static void add_cell(struct strbuf *b, const char *text)
{
	for (; *text; text++) {
		if (*text == '|')
			strbuf_char(b, '\\');
		strbuf_char(b, *text);
	}
}

static void add_table_row(struct strbuf *b, const struct config_row *row)
{
	const char *fallback = default_text(row);

	strbuf_str(b, "| `");
	add_cell(b, left_side(b->arena, row));
	/* A value is code, a description is prose. */
	const char *mark = row->fallback && row->type != CONFIG_SWITCH ? "`" : "";
	strbuf_printf(b, "` | %s", mark);
	add_cell(b, fallback);
	strbuf_printf(b, "%s | ", mark);
	add_cell(b, explanation(b->arena, row));
	strbuf_str(b, " |\n");
}

const char *config_help_markdown(struct scope *s)
{
	struct strbuf b = strbuf_init(s->arena, MAX_TEXT);

	strbuf_str(&b, "| Option | Default | Meaning |\n|---|---|---|\n");
	for (size_t g = 0; g < config_table_len; g++)
		for (size_t i = 0; i < config_table[g].count; i++)
			add_table_row(&b, &config_table[g].rows[i]);
	return strbuf_text(&b);
}
