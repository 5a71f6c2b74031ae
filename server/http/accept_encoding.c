/* Each coding gets the quality of its own item, else that of `*`. */
#include "http/accept_encoding.h"

#include "base/text.h"

#include <string.h>

enum {
	UNSAID = -1,
	MOST = 1000, /* qualities in thousandths */
};

struct qualities {
	int of[CODING_COUNT], any;
};

/* "0.5", "1", "1.000"; -1 for what is none. */
static int read_quality(struct view text)
{
	int value = 0, digit = 1000;

	if (text.n == 0 || text.n > strlen("0.000") || (text.n > 1 && text.p[1] != '.'))
		return UNSAID;
	for (size_t i = 0; i < text.n; i++) {
		if (i == 1)
			continue;
		if (text.p[i] < '0' || text.p[i] > '9')
			return UNSAID;
		value += (text.p[i] - '0') * digit;
		digit /= 10;
	}
	return value <= MOST ? value : UNSAID;
}

/* The parameters of an item; a quality that cannot be read spoils it. */
static int quality_of(struct view params)
{
	int quality = MOST;

	while (params.p) {
		struct view value = view_trim(view_split(&params, ';'));
		struct view name = view_trim(view_split(&value, '='));
		if (text_same_nocase(name, "q"))
			quality = read_quality(view_trim(value));
	}
	return quality;
}

static void take_item(struct qualities *q, struct view item)
{
	static const struct {
		const char *name;
		enum content_coding coding;
	} names[] = {
		{ "identity", CODING_IDENTITY },
		{ "gzip", CODING_GZIP },
		{ "x-gzip", CODING_GZIP },
		{ "br", CODING_BR },
	};
	struct view name = view_trim(view_split(&item, ';'));
	int quality = quality_of(item);

	if (quality == UNSAID)
		return;
	if (view_is(name, "*"))
		q->any = quality;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_same_nocase(name, names[i].name))
			q->of[names[i].coding] = quality;
}

/* No coding is as good as the worst that is accepted, unless it is spoken of; when it is refused and the others
 * are not spoken of, they are better. */
static void fill_unsaid(struct qualities *q)
{
	bool refused = q->of[CODING_IDENTITY] == 0;

	for (size_t i = CODING_GZIP; i < CODING_COUNT; i++)
		if (q->of[i] == UNSAID)
			q->of[i] = q->any != UNSAID ? q->any : refused;
	if (q->of[CODING_IDENTITY] == UNSAID)
		q->of[CODING_IDENTITY] = q->any > 0 ? q->any : 0;
}

enum content_coding accept_encoding_choose(const char *header)
{
	struct qualities q = { { UNSAID, UNSAID, UNSAID }, UNSAID };
	enum content_coding best = CODING_IDENTITY;

	if (!header)
		return CODING_IDENTITY;
	for (struct view rest = view_of(header); rest.p;)
		take_item(&q, view_split(&rest, ','));
	fill_unsaid(&q);
	for (size_t i = CODING_GZIP; i < CODING_COUNT; i++)
		if (q.of[i] > 0 && q.of[i] >= q.of[best])
			best = (enum content_coding)i;
	return best;
}

const char *accept_encoding_name(enum content_coding coding)
{
	static const char *const names[] = {
		[CODING_IDENTITY] = NULL,
		[CODING_GZIP] = "gzip",
		[CODING_BR] = "br",
	};

	return names[coding];
}
