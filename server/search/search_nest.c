/* Depth is counted as SQLite counts it, and spared where it can be. */
#include "search/search_nest.h"

#include "search/search_sql.h"

/* SQLite's parser holds at most 100 tokens that are not at their end. A statement around the conditions and a
 * condition within take some thirty. */
enum { PLAIN_LEVELS = 10, MAX_HELD = 65 };

/* A place in the tree on its way into the text. */
struct nest {
	enum search_asset asset;
	bool deep_first;
	int level; /* ORs that it is within */
	int held;  /* tokens that SQLite's parser holds there until the end */
};

static int height_of(const struct search_tree *tree)
{
	int highest = 0;

	for (const struct search_tree *child = tree->first; child; child = child->next) {
		int height = height_of(child) + 1;
		highest = height > highest ? height : highest;
	}
	return highest;
}

/* The child that goes deepest; NULL when all are conditions. */
static const struct search_tree *deepest_child(const struct search_tree *tree)
{
	const struct search_tree *deepest = NULL;
	int height = 0;

	for (const struct search_tree *child = tree->first; child; child = child->next) {
		int h = height_of(child);
		if (h > height) {
			height = h;
			deepest = child;
		}
	}
	return deepest;
}

static void put_test(struct search_sql *q, const struct search_tree *tree, struct nest at);

static void put_children(struct search_sql *q, const struct search_tree *tree, struct nest at)
{
	const struct search_tree *deep = at.deep_first ? deepest_child(tree) : NULL;
	bool any = deep != NULL;

	if (deep)
		put_test(q, deep, at);
	for (const struct search_tree *child = tree->first; child; child = child->next) {
		struct nest behind = at;
		if (child == deep)
			continue;
		if (any) {
			strbuf_str(&q->text, tree->kind == SEARCH_AND ? " AND " : " OR ");
			behind.held += 2;
		}
		any = true;
		put_test(q, child, behind);
	}
}

/* ANDs need no parentheses within ORs. SQLite looks into ORs for indexes, calling itself for each level; into
 * a CASE it does not, and what is in there is still left as soon as it is decided. */
static void put_test(struct search_sql *q, const struct search_tree *tree, struct nest at)
{
	bool closed = at.level == PLAIN_LEVELS;

	if (at.held > MAX_HELD)
		q->too_deep = true;
	if (q->too_deep)
		return;
	if (tree->kind == SEARCH_TERM) {
		search_sql_condition(q, tree->condition, at.asset);
	} else if (tree->kind == SEARCH_AND) {
		put_children(q, tree, at);
	} else {
		at.level++;
		at.held += closed ? 3 : 1;
		strbuf_str(&q->text, closed ? "CASE WHEN " : "(");
		put_children(q, tree, at);
		strbuf_str(&q->text, closed ? " THEN 1 END" : ")");
	}
}

/* The parser holds what stands before a parenthesis: where trees are high, nothing does if it can be. Else the
 * order is the query's. */
void search_nest_test(struct search_sql *q, const struct search_tree *tree, enum search_asset asset)
{
	bool high = height_of(tree) > 2 * PLAIN_LEVELS;

	put_test(q, tree, (struct nest){ .asset = asset, .deep_first = high });
}
