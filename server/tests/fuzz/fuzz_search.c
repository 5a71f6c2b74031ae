/* The input is a search query, in the dialect of "checks" when it begins with a '!'. It is refused if and
 * only if an error with a position inside it is set. A tree keeps its shape rules, printed it parses to the
 * same tree, and checked it becomes SQL that prepares and runs. */
#include "base/text.h"
#include "base/utf8.h"
#include "db/db_migrate.h"
#include "search/search_check.h"
#include "search/search_parse.h"
#include "store/list_sql.h"
#include "tests/support/search_examples.h"
#include "tests/support/search_print.h"
#include "upload/upload_checks.h"

#include <stdlib.h>

static void check(bool holds)
{
	if (!holds)
		abort();
}

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((uint8_t)*text & 0xc0) != 0x80;
	return n;
}

static void check_verdict(const struct scope *s, bool ok, const char *text)
{
	int64_t at;

	check(ok == (s->err.code == ERR_NONE));
	if (ok)
		return;
	check(s->err.code == ERR_INVALID && strcmp(s->err.extra_key, "position") == 0);
	check(text_int(view_of(s->err.extra_json), &at));
	check(at >= 1 && (size_t)at <= characters(text) + 1);
	check(utf8_valid(s->err.msg, strlen(s->err.msg)));
}

static void check_shape(const struct search_node *node)
{
	if (node->kind == SEARCH_TERM) {
		const struct search_term *t = node->term;
		bool none = t->op == SEARCH_EXISTS;
		check(!node->first && (none ? t->count == 0 : t->count >= 1));
		check(t->op == SEARCH_IN || t->count <= 1);
		check(t->field_at < t->op_at && (none || t->op_at < t->values[0].at));
		return;
	}
	check(node->first && node->first->next && !node->term);
	for (const struct search_node *child = node->first; child; child = child->next) {
		check(child->kind != node->kind);
		check_shape(child);
	}
}

static const char *printed(struct scope *s, const struct search_node *node)
{
	struct strbuf b = strbuf_init(s->arena, SIZE_MAX / 2);

	search_print_node(&b, node);
	return strbuf_text(&b);
}

static void check_round(
	struct scope *s, const struct search_node *node, const struct search_dialect *dialect)
{
	const char *text = printed(s, node);
	struct search_node *again;

	if (strlen(text) > SEARCH_PARSE_MAX_LENGTH)
		return; /* the blanks between made it too long */
	check(search_parse(s, text, dialect, &again));
	check(strcmp(printed(s, again), text) == 0);
}

/* An empty library with the real schema, for the life of the process. */
static struct db *library(struct scope *s)
{
	static const struct db_options options = { 0 };
	static struct db *db;

	if (!db)
		check(db_open(s, ":memory:", &options, &db) && db_migrate(db, s));
	return db;
}

static void check_runs(struct scope *s, const struct search_sql *sql)
{
	struct db_query q = db_begin_once(library(s), strbuf_text(&sql->text));

	list_sql_bind(&q, sql, 1);
	(void)db_row(&q);
	check(!sql->text.full && db_end(&q, s));
}

/* Sets are run one by one: on an empty library no page gets as far as its full texts. */
static void check_sets(struct scope *s, const struct search_tree *tree)
{
	if (tree->kind == SEARCH_TERM && search_sql_is_set(tree->condition)) {
		struct search_sql sql = search_bind_init(s->arena);
		list_sql_count(&sql, tree->condition, 10);
		check_runs(s, &sql);
	}
	for (const struct search_tree *child = tree->first; child; child = child->next)
		check_sets(s, child);
}

static void check_sql(struct scope *s, const struct search_tree *tree)
{
	static const struct search_tree *const walk[] = { NULL, NULL, NULL };
	const struct file_query query = {
		.type = FILE_QUERY_EVERYTHING, .sort = FILE_QUERY_BY_NAME, .limit = 10
	};
	struct search_sql sql = search_bind_init(s->arena);

	if (list_sql_page(&sql, &query, tree, walk))
		check_runs(s, &sql);
	check_sets(s, tree);
}

static void check_checked(struct scope *s, const struct search_node *node, const char *text)
{
	const struct search_context context = { SEARCH_EXAMPLES_NOW, search_examples_fields,
		ARRAY_LEN(search_examples_fields) };
	struct strbuf b = strbuf_init(s->arena, SIZE_MAX / 2);
	struct search_tree *tree;
	bool ok = search_check(s, node, &context, &tree);

	check_verdict(s, ok, text);
	if (!ok)
		return;
	search_print_tree(&b, tree);
	check(utf8_valid(strbuf_text(&b), b.len));
	(void)search_check_names_type(tree);
	check_sql(s, tree);
}

/* As conditions of an upload: true, or one of two refusals. */
static void check_upload(struct scope *s, const char *text)
{
	static const struct file file = { .name = "a.png",
		.content = { .mime = "image/png", .size = 100, .facts.width = 10 } };
	struct upload_form *form = arena_alloc(s->arena, sizeof(*form));

	check(upload_form_add(form, s, "folder", view_of("/a/b")));
	bool ok = upload_checks_run(s, text, form, &file);
	check(ok == (s->err.code == ERR_NONE));
	if (!ok && s->err.extra_key)
		check_verdict(s, ok, text);
	err_clear(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool of_checks = size > 0 && data[0] == '!';
	const struct search_dialect dialect = { of_checks, of_checks };
	struct scope s = scope_open();
	const char *text = arena_strndup(s.arena, (const char *)data + of_checks, size - of_checks);
	struct search_node *node;

	if (utf8_valid(text, strlen(text))) {
		bool ok = search_parse(&s, text, &dialect, &node);
		check_verdict(&s, ok, text);
		err_clear(&s);
		if (of_checks)
			check_upload(&s, text);
		if (ok) {
			check_shape(node);
			check_round(&s, node, &dialect);
			check_checked(&s, node, text);
		}
	}
	scope_close(&s);
	return 0;
}
