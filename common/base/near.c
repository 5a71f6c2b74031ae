/* Letters are ASCII's where case matters, bytes elsewhere. */
#include "base/near.h"

#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

enum { MAX_WORDS = 1024 };

static size_t lower(const char *text, char out[TEXT_MAX_COMPARED])
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n && i < TEXT_MAX_COMPARED; i++)
		out[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 'a' - 'A') : text[i];
	return n;
}

size_t near_cost(const char *wanted, const char *text)
{
	char a[TEXT_MAX_COMPARED], b[TEXT_MAX_COMPARED];
	size_t n = lower(wanted, a), m = lower(text, b);

	if (strcmp(wanted, text) == 0)
		return 0;
	if (n > TEXT_MAX_COMPARED || m > TEXT_MAX_COMPARED)
		return SIZE_MAX;
	size_t letters = text_distance((struct view){ a, n }, (struct view){ b, m });
	return letters == 0 ? 1 : letters * NEAR_LETTER;
}

struct near near_to(const char *wanted)
{
	size_t letters = strlen(wanted) / 3;

	return (struct near){
		.wanted = wanted,
		.cost = (letters > 0 ? letters : 1) * NEAR_LETTER + 1,
	};
}

struct near near_to_any(const char *wanted)
{
	return (struct near){ .wanted = wanted, .cost = SIZE_MAX };
}

void near_offer_at(struct near *n, const char *text, size_t cost)
{
	if (cost >= n->cost)
		return;
	n->text = text;
	n->cost = cost;
}

void near_offer(struct near *n, const char *text)
{
	size_t a = strlen(n->wanted), b = strlen(text), apart = a > b ? a - b : b - a;

	/* So many letters are wrong at the least: no need to look at them. */
	if (apart >= n->cost / NEAR_LETTER + 1)
		return;
	near_offer_at(n, text, near_cost(n->wanted, text));
}

const char *near_word(struct arena *a, const char *const *words, const char *wanted)
{
	struct strbuf all = strbuf_init(a, MAX_WORDS);
	struct near n = near_to(wanted);

	for (size_t i = 0; words[i]; i++) {
		near_offer(&n, words[i]);
		strbuf_printf(&all, "%s%s", i > 0 ? ", " : "", words[i]);
	}
	return n.text ? n.text : strbuf_text(&all);
}
