/* The account's fields and its clock are all that a query needs to know. */
#include "ops/search_ops.h"

#include "search/search_check.h"
#include "search/search_parse.h"
#include "store/field_store.h"

bool search_ops_read(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const char *text, struct file_query *out)
{
	static const struct search_dialect dialect = { 0 };
	struct search_context context = { .now_ms = clock_now(e->clock, a->row) };
	struct field *fields;
	struct search_node *query;
	struct search_tree *tree;

	if (!search_parse(s, text, &dialect, &query) ||
		!field_store_all(db, s, a->row, false, &fields, &context.field_count))
		return false;
	context.fields = fields;
	if (!search_check(s, query, &context, &tree))
		return false;
	out->search = tree;
	out->type = search_check_names_type(tree) ? FILE_QUERY_EVERYTHING : FILE_QUERY_ALL;
	return true;
}

int64_t search_ops_indexed_until(struct emulator *e, const struct account *a)
{
	int64_t delay = e->config->index_delay;

	return delay > 0 ? clock_now(e->clock, a->row) - delay * 1000 : 0;
}
