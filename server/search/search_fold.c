/* Constants of a kind of asset, and what AND and OR make of them. */
#include "search/search_fold.h"

#include "search/search_merge.h"

#include <string.h>

static enum search_verdict verdict_of(bool yes)
{
	return yes ? SEARCH_ALWAYS : SEARCH_NEVER;
}

static bool has_subject(enum search_subject subject, enum search_asset asset)
{
	if (subject == SEARCH_CREATED_BY)
		return false;
	if (asset != SEARCH_FOLDER)
		return true;
	return subject == SEARCH_NAME || subject == SEARCH_TYPE || subject == SEARCH_ID ||
	       subject == SEARCH_CREATED_AT || subject == SEARCH_UPDATED_AT ||
	       subject == SEARCH_PATH;
}

static bool names_asset(const struct search_condition *c, enum search_asset asset)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->operands[i].asset == asset)
			return true;
	return false;
}

/* Everything lies in the root or below it. */
static bool is_whole_library(const struct search_condition *c)
{
	return c->subject == SEARCH_PATH && c->op == SEARCH_BEGINS &&
	       strcmp(c->operands[0].text, "/") == 0;
}

static enum search_verdict judge(const struct search_condition *c, enum search_asset asset)
{
	if (c->subject == SEARCH_TYPE)
		return verdict_of(names_asset(c, asset) != c->negated);
	if (!has_subject(c->subject, asset))
		return verdict_of(c->negated);
	if (is_whole_library(c))
		return SEARCH_ALWAYS;
	return SEARCH_DEPENDS;
}

/* AND ends with the first NEVER and drops what is ALWAYS; OR the other way round. */
static enum search_verdict fold_children(struct arena *a, const struct search_tree *tree,
	enum search_asset asset, struct search_tree **out)
{
	enum search_verdict end = tree->kind == SEARCH_AND ? SEARCH_NEVER : SEARCH_ALWAYS;
	struct search_tree kept = { 0 }, *last = &kept;

	for (const struct search_tree *child = tree->first; child; child = child->next) {
		struct search_tree *left;
		enum search_verdict verdict = search_fold(a, child, asset, &left);
		if (verdict == end)
			return end;
		if (verdict != SEARCH_DEPENDS)
			continue;
		last->next = left;
		last = left;
	}
	if (!kept.next)
		return end == SEARCH_NEVER ? SEARCH_ALWAYS : SEARCH_NEVER;
	*out = search_merge(a, tree->kind, kept.next);
	if (!(*out)->next)
		return SEARCH_DEPENDS;
	struct search_tree *first = *out;
	*out = arena_alloc(a, sizeof(**out));
	**out = (struct search_tree){ .kind = tree->kind, .first = first };
	return SEARCH_DEPENDS;
}

enum search_verdict search_fold(struct arena *a, const struct search_tree *tree,
	enum search_asset asset, struct search_tree **out)
{
	if (tree->kind != SEARCH_TERM)
		return fold_children(a, tree, asset, out);
	enum search_verdict verdict = judge(tree->condition, asset);
	if (verdict == SEARCH_DEPENDS) {
		*out = arena_alloc(a, sizeof(**out));
		**out = (struct search_tree){ .kind = SEARCH_TERM, .condition = tree->condition };
	}
	return verdict;
}
