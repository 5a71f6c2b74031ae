/* Looking up names, right and nearly right. */
#include "options/option.h"

#include "base/strbuf.h"

const struct option_row *option_find(const struct option_table *t, struct view name)
{
	for (size_t g = 0; g < t->group_count; g++)
		for (size_t i = 0; i < t->groups[g].count; i++)
			if (view_is(name, t->groups[g].rows[i].name))
				return &t->groups[g].rows[i];
	return NULL;
}

static const char *one_of(struct arena *a, const char *const *words)
{
	struct strbuf b = strbuf_init(a, 256);

	for (size_t i = 0; words[i]; i++) {
		if (i > 0)
			strbuf_str(&b, words[i + 1] ? ", " : " or ");
		strbuf_str(&b, words[i]);
	}
	return strbuf_text(&b);
}

const char *option_accepts(struct arena *a, const struct option_row *row)
{
	if (row->type->accepts)
		return row->type->accepts;
	if (row->words)
		return one_of(a, row->words);
	return arena_printf(
		a, "a whole number from %lld to %lld", (long long)row->min, (long long)row->max);
}

/* The closest name so far. */
struct guess {
	struct view wanted;
	const char *name;
	size_t distance;
};

static struct guess guess_start(struct view name)
{
	while (name.n > 0 && name.p[0] == '-')
		name.p++, name.n--;
	/* A third of the letters may be wrong: more, and the suggestion would be a riddle. */
	return (struct guess){ name, NULL, name.n / 3 + 2 };
}

static void guess_try(struct guess *g, const char *name)
{
	size_t d = text_distance(g->wanted, view_of(name));

	if (d < g->distance) {
		g->distance = d;
		g->name = name;
	}
}

const char *option_nearest(const struct option_table *t, struct view name, bool flags)
{
	struct guess g = guess_start(name);

	for (size_t i = 0; i < t->group_count; i++)
		for (size_t j = 0; j < t->groups[i].count; j++)
			guess_try(&g, t->groups[i].rows[j].name);
	for (size_t i = 0; flags && i < t->verb_count; i++)
		if (t->verbs[i].flag)
			guess_try(&g, t->verbs[i].name);
	return g.name;
}

const char *option_nearest_verb(const struct option_table *t, struct view name)
{
	struct guess g = guess_start(name);

	for (size_t i = 0; i < t->verb_count; i++)
		if (t->verbs[i].word)
			guess_try(&g, t->verbs[i].name);
	return g.name;
}

const char *option_hint(struct arena *a, const char *prefix, const char *near)
{
	return near ? arena_printf(a, "did you mean %s%s?", prefix, near) : "see --help";
}
