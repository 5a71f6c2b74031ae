/* Two nested walks over tokens; texts are names and tags, so they are short. And the SQL that asks for it. */
#include "search/search_relevance.h"

#include "base/text.h"
#include "base/utf8.h"

/* The length of the character at p; `letter` tells whether tokens are made of it. */
static size_t step(const char *p, size_t n, bool *letter)
{
	uint32_t code = 0;
	size_t length = utf8_decode(p, n, &code);

	*letter = length > 0 && utf8_is_name_char(code);
	return length > 0 ? length : 1;
}

/* The next token of `rest`, which keeps what follows; empty at the end. */
static struct view next_token(struct view *rest)
{
	struct view token = { rest->p, 0 };
	bool letter;

	while (rest->n > 0) {
		size_t length = step(rest->p, rest->n, &letter);
		if (!letter && token.n > 0)
			break;
		rest->p += length;
		rest->n -= length;
		if (letter)
			token.n += length;
		else
			token.p = rest->p;
	}
	return token;
}

static double characters(struct view v)
{
	double count = 0;

	for (size_t i = 0; i < v.n; i++)
		count += ((unsigned char)v.p[i] & 0xc0) != 0x80;
	return count;
}

/* Whether the token begins with the word, case aside. */
static bool begins(struct view token, struct view word)
{
	uint32_t a = 0, b = 0;

	while (word.n > 0) {
		size_t n = token.n > 0 ? utf8_decode(token.p, token.n, &a) : 0;
		size_t m = utf8_decode(word.p, word.n, &b);
		if (n == 0 || m == 0 || utf8_lower(a) != utf8_lower(b))
			return false;
		token = (struct view){ token.p + n, token.n - n };
		word = (struct view){ word.p + m, word.n - m };
	}
	return true;
}

static double score_of(struct view word, const char *text)
{
	struct view rest = view_of(text), token;
	double best = 0;

	while ((token = next_token(&rest)).n > 0) {
		if (!begins(token, word))
			continue;
		double score = characters(word) / characters(token);
		best = score > best ? score : best;
	}
	return best;
}

static double count_tokens(const char *text)
{
	struct view rest = view_of(text);
	double count = 0;

	while (next_token(&rest).n > 0)
		count++;
	return count;
}

double search_relevance(const char *text, const char *words)
{
	struct view rest = view_of(words), word;
	double sum = 0, tokens = count_tokens(text);

	while ((word = next_token(&rest)).n > 0)
		sum += score_of(word, text);
	return tokens > 0 ? sum / tokens : 0;
}

/* As SQL ----------------------------------------------------------------------------------------- */

enum { MAX_WORDS = 1024 * 1024, IN_SUM = 20 };

static void put_text_of(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset)
{
	const char *version = asset == SEARCH_VERSION ? "v.id" : "f.current_version_id";

	if (c->subject == SEARCH_NAME) {
		strbuf_str(&q->text, asset == SEARCH_FOLDER ? "d.name" : "f.name");
	} else if (c->subject == SEARCH_TAGS) {
		strbuf_printf(&q->text,
			"(SELECT group_concat(w.name, ' ') FROM tag t CROSS JOIN tag_word w ON "
			"w.id = t.word_id WHERE t.version_id = %s)",
			version);
	} else {
		strbuf_printf(&q->text,
			"(SELECT x.item FROM field_value x INDEXED BY field_value_version "
			"WHERE x.version_id = %s AND x.field_id = ",
			version);
		search_bind_number(q, (double)c->field->row);
		strbuf_str(&q->text, ")");
	}
}

static void put_relevance(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset)
{
	struct strbuf words = strbuf_init(q->text.arena, MAX_WORDS);

	for (size_t i = 0; i < c->word_count; i++)
		strbuf_printf(&words, "%s%s", i > 0 ? " " : "", c->words[i]);
	strbuf_str(&q->text, " + relevance(");
	put_text_of(q, c, asset);
	strbuf_str(&q->text, ", ");
	search_bind_text(q, strbuf_text(&words));
	strbuf_str(&q->text, ")");
}

/* A sum of sums: SQLite calls itself for each term of a sum, and the stack of a thread is small. */
static void put_relevances(struct search_sql *q, const struct search_tree *tree,
	enum search_asset asset, size_t *count)
{
	if (tree->kind == SEARCH_TERM && tree->condition->op == SEARCH_HAS &&
		(asset != SEARCH_FOLDER || tree->condition->subject == SEARCH_NAME)) {
		if (++*count % IN_SUM == 0)
			strbuf_str(&q->text, ") + (0.0");
		put_relevance(q, tree->condition, asset);
	}
	for (const struct search_tree *child = tree->first; child; child = child->next)
		put_relevances(q, child, asset, count);
}

void search_relevance_sql(
	struct search_sql *q, const struct search_tree *tree, enum search_asset asset)
{
	size_t count = 0;

	/* Sums that are equal in theory must be equal here, or ties are broken by rounding. */
	strbuf_str(&q->text, "round((0.0");
	if (tree)
		put_relevances(q, tree, asset, &count);
	strbuf_str(&q->text, "), 9)");
}
