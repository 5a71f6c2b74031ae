/* The first condition about a subject takes in the values of the others. */
#include "search/search_merge.h"

/* The term that stands for all, and whether its condition is a copy with room for more. */
struct group {
	struct search_tree *term;
	bool own;
};

struct merge {
	struct arena *arena;
	struct group *groups;
	size_t count;
};

static bool lists_values(const struct search_condition *c)
{
	return (c->op == SEARCH_EQUAL || c->op == SEARCH_IN) && c->subject != SEARCH_PLACE;
}

static bool can_merge(enum search_node_kind kind, const struct search_tree *tree)
{
	return tree->kind == SEARCH_TERM && lists_values(tree->condition) &&
	       tree->condition->negated == (kind == SEARCH_AND);
}

static struct group *find_group(struct merge *m, const struct search_condition *c)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct search_condition *first = m->groups[i].term->condition;
		if (first->subject == c->subject && first->field == c->field)
			return &m->groups[i];
	}
	return NULL;
}

static void add_group(struct merge *m, struct search_tree *term)
{
	m->groups = arena_room(m->arena, m->groups, m->count, sizeof(*m->groups));
	m->groups[m->count++] = (struct group){ .term = term };
}

static void add_operands(
	struct arena *a, struct search_condition *c, const struct search_condition *from)
{
	for (size_t i = 0; i < from->count; i++) {
		c->operands = arena_room(a, c->operands, c->count, sizeof(*c->operands));
		c->operands[c->count++] = from->operands[i];
	}
}

/* The condition of the query stays as it is: others read it. */
static void take_in(struct merge *m, struct group *g, const struct search_condition *c)
{
	if (!g->own) {
		const struct search_condition *first = g->term->condition;
		struct search_condition *own = arena_alloc(m->arena, sizeof(*own));
		*own = *first;
		own->op = SEARCH_IN;
		own->operands = NULL;
		own->count = 0;
		add_operands(m->arena, own, first);
		g->term->condition = own;
		g->own = true;
	}
	add_operands(m->arena, g->term->condition, c);
}

struct search_tree *search_merge(
	struct arena *a, enum search_node_kind kind, struct search_tree *children)
{
	struct merge m = { .arena = a };
	struct search_tree **link = &children;

	while (*link) {
		struct search_tree *child = *link;
		struct group *g = can_merge(kind, child) ? find_group(&m, child->condition) : NULL;
		if (g) {
			take_in(&m, g, child->condition);
			*link = child->next;
			continue;
		}
		if (can_merge(kind, child))
			add_group(&m, child);
		link = &child->next;
	}
	return children;
}
