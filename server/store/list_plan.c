/* A walk over N files that stops after L matches looks at N * L / M of them when M match; sorting the
 * matches looks at M, each time at some ten pages. For a million files and pages of a hundred the two are
 * even at about 3,000, and neither takes long there. A walk that is not in the order of the page does not stop:
 * then every set that an index finds is better, unless it holds most of the files. */
#include "store/list_plan.h"

#include "db/db_rows.h"
#include "store/list_sql.h"

enum {
	MAX_SET = 3000,
	MAX_SET_UNORDERED = 300 * 1000,
	MAX_COUNTS = 16, /* conditions that are counted at most */
};

struct planner {
	struct db *db;
	struct scope *s;
	int64_t account;
	int counts;
	int64_t rows_left; /* to count, or finding the best set costs more than it saves */
};

/* A set and its size; no tree: none that is small enough. */
struct plan {
	struct search_tree *tree;
	int64_t size;
};

/* Counted up to one more than `max`. */
static bool count_set(
	struct planner *p, const struct search_condition *c, int64_t max, int64_t *out)
{
	struct search_sql sql = search_bind_init(p->s->arena);

	list_sql_count(&sql, c, max + 1);
	struct db_query q = db_begin_once(p->db, strbuf_text(&sql.text));
	list_sql_bind(&q, &sql, p->account);
	return db_rows_int(&q, p->s, out);
}

/* As all below: a set of at most `max`. */
static bool plan_term(
	struct planner *p, const struct search_tree *tree, int64_t max, struct plan *out)
{
	int64_t size = 0;

	if (!search_sql_is_set(tree->condition) || p->counts++ >= MAX_COUNTS)
		return true;
	max = max < p->rows_left ? max : p->rows_left;
	if (!count_set(p, tree->condition, max, &size))
		return false;
	p->rows_left -= size < max ? size : max;
	if (size > max)
		return true;
	out->size = size;
	out->tree = arena_alloc(p->s->arena, sizeof(*out->tree));
	*out->tree = (struct search_tree){ .kind = SEARCH_TERM, .condition = tree->condition };
	return true;
}

static bool plan_any(
	struct planner *p, const struct search_tree *tree, int64_t max, struct plan *out);

/* Any one of the conditions is enough: the smallest. Once there is one, only smaller ones are of use. */
static bool plan_and(
	struct planner *p, const struct search_tree *tree, int64_t max, struct plan *out)
{
	for (const struct search_tree *child = tree->first; child; child = child->next) {
		struct plan plan = { 0 };
		if (!plan_any(p, child, max, &plan))
			return false;
		if (!plan.tree)
			continue;
		*out = plan;
		if (plan.size == 0)
			return true;
		max = plan.size - 1;
	}
	return true;
}

/* All are needed, or the set misses some. */
static bool plan_or(
	struct planner *p, const struct search_tree *tree, int64_t max, struct plan *out)
{
	struct search_tree *first = NULL, **last = &first;
	int64_t size = 0;

	for (const struct search_tree *child = tree->first; child; child = child->next) {
		struct plan plan = { 0 };
		if (!plan_any(p, child, max - size, &plan))
			return false;
		if (!plan.tree)
			return true;
		size += plan.size;
		*last = plan.tree;
		last = &plan.tree->next;
	}
	out->size = size;
	out->tree = arena_alloc(p->s->arena, sizeof(*out->tree));
	*out->tree = (struct search_tree){ .kind = SEARCH_OR, .first = first };
	return true;
}

static bool plan_any(
	struct planner *p, const struct search_tree *tree, int64_t max, struct plan *out)
{
	switch (tree->kind) {
	case SEARCH_AND:
		return plan_and(p, tree, max, out);
	case SEARCH_OR:
		return plan_or(p, tree, max, out);
	case SEARCH_TERM:
		break;
	}
	return plan_term(p, tree, max, out);
}

bool list_plan_choose(struct db *db, struct scope *s, int64_t account,
	const struct search_tree *filter, bool walk_ends, const struct search_tree **out)
{
	int64_t max = walk_ends ? MAX_SET : MAX_SET_UNORDERED;
	struct planner p = { .db = db,
		.s = s,
		.account = account,
		.rows_left = walk_ends ? MAX_COUNTS * max : max };
	struct plan plan = { 0 };

	if (!plan_any(&p, filter, max, &plan))
		return false;
	*out = plan.tree;
	return true;
}
