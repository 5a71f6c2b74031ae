/* Fields, operators and values, each looked at once. */
#include "search/search_check.h"

#include "base/text.h"
#include "model/path_rules.h"
#include "search/search_error.h"
#include "search/search_field.h"
#include "search/search_format.h"
#include "search/search_value.h"

#include <string.h>

/* One condition in the making. */
struct check {
	struct scope *s;
	const struct search_context *context;
	const struct search_term *term;
	const struct search_field *field;
	struct search_condition *condition;
};

static bool wrong_kind(const struct check *c, const struct search_value *v, const char *kind)
{
	return search_error_value(c->s, v->at, c->term->field, kind);
}

static bool read_text(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	*out = (struct search_operand){ .kind = SEARCH_IS_TEXT, .text = v->text };
	return v->is_quoted || wrong_kind(c, v, "string");
}

static bool read_number(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	out->kind = SEARCH_IS_NUMBER;
	return (!v->is_quoted && search_value_number(view_of(v->text), &out->number)) ||
	       wrong_kind(c, v, "number");
}

static bool read_size(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	out->kind = SEARCH_IS_NUMBER;
	return search_value_size(view_of(v->text), &out->number) || wrong_kind(c, v, "size");
}

static bool read_date(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	int64_t ms;

	if (!search_value_date(c->s->arena, v->text, c->context->now_ms, &ms))
		return wrong_kind(c, v, "date");
	*out = (struct search_operand){ .kind = SEARCH_IS_NUMBER, .number = (double)ms };
	return true;
}

static bool read_bool(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	bool yes = strcmp(v->text, "true") == 0;

	*out = (struct search_operand){ .kind = SEARCH_IS_BOOL, .yes = yes };
	return (!v->is_quoted && (yes || strcmp(v->text, "false") == 0)) ||
	       wrong_kind(c, v, "boolean");
}

static bool read_place(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	(void)out;
	return (v->is_quoted && search_value_place(c->s->arena, v->text, &c->condition->place)) ||
	       wrong_kind(c, v, "location");
}

static bool read_type(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	static const char *const words[] = {
		[SEARCH_FILE] = "file",
		[SEARCH_VERSION] = "file-version",
		[SEARCH_FOLDER] = "folder",
	};

	if (!v->is_quoted)
		return wrong_kind(c, v, "string");
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], v->text) != 0)
			continue;
		*out = (struct search_operand){
			.kind = SEARCH_IS_ASSET, .text = v->text, .asset = (enum search_asset)i
		};
		return true;
	}
	return search_error(c->s, v->at, "expected \"file\", \"file-version\" or \"folder\"");
}

static bool read_format(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	if (!read_text(c, v, out))
		return false;
	return search_format_mime(v->text) ||
	       search_error(c->s, v->at, "expected a format, one of %s,",
		       search_format_words(c->s->arena));
}

static bool read_path(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	if (!read_text(c, v, out))
		return false;
	out->text = path_rules_normal(c->s->arena, v->text);
	return true;
}

/* Of a select: only numbers have an order, only texts a beginning. */
static bool read_option(
	const struct check *c, const struct search_value *v, struct search_operand *out)
{
	enum search_op op = c->term->op;

	if (v->is_quoted || op == SEARCH_BEGINS)
		return op == SEARCH_EQUAL || op == SEARCH_IN || op == SEARCH_BEGINS
			       ? read_text(c, v, out)
			       : wrong_kind(c, v, "number");
	if (search_value_number(view_of(v->text), &out->number)) {
		out->kind = SEARCH_IS_NUMBER;
		return true;
	}
	if (op != SEARCH_EQUAL && op != SEARCH_IN)
		return wrong_kind(c, v, "number");
	if (strcmp(v->text, "true") == 0 || strcmp(v->text, "false") == 0)
		return read_bool(c, v, out);
	return wrong_kind(c, v, "string, number or boolean");
}

typedef bool (*read_fn)(
	const struct check *c, const struct search_value *v, struct search_operand *out);

static const read_fn readers[] = {
	[SEARCH_FIELD_TEXT] = read_text,
	[SEARCH_FIELD_NUMBER] = read_number,
	[SEARCH_FIELD_DATE] = read_date,
	[SEARCH_FIELD_BOOL] = read_bool,
	[SEARCH_FIELD_SIZE] = read_size,
	[SEARCH_FIELD_PLACE] = read_place,
	[SEARCH_FIELD_TYPE] = read_type,
	[SEARCH_FIELD_FORMAT] = read_format,
	[SEARCH_FIELD_PATH] = read_path,
	[SEARCH_FIELD_OPTION] = read_option,
};

static bool read_values(const struct check *c)
{
	const struct search_term *term = c->term;
	struct search_condition *condition = c->condition;

	if (term->count == 0)
		return true;
	condition->operands = arena_alloc(c->s->arena, term->count * sizeof(*condition->operands));
	for (size_t i = 0; i < term->count; i++)
		if (!readers[c->field->kind](c, &term->values[i], &condition->operands[i]))
			return false;
	if (c->field->kind != SEARCH_FIELD_PLACE)
		condition->count = term->count;
	if (term->op != SEARCH_HAS)
		return true;
	condition->word_count =
		search_value_words(c->s->arena, term->values[0].text, &condition->words);
	if (condition->word_count == 0)
		return search_error(
			c->s, term->values[0].at, "expected one or more words after HAS");
	return condition->word_count <= SEARCH_CHECK_MAX_WORDS ||
	       search_error(c->s, term->values[0].at, "expected at most %d words after HAS",
		       SEARCH_CHECK_MAX_WORDS);
}

static bool refuse_field(const struct check *c)
{
	struct arena *a = c->s->arena;
	const char *name = search_error_quote(a, c->term->field);
	const char *nearest = search_field_nearest(a, c->term->field, c->context);

	if (nearest)
		return search_error(c->s, c->term->field_at,
			       "expected a known field, not %s (did you mean \"%s\"?),", name,
			       nearest) ||
		       err_near(c->s, nearest);
	return search_error(c->s, c->term->field_at, "expected a known field, not %s,", name);
}

static bool find_field(struct check *c)
{
	const char *custom = search_field_custom_name(c->term->field);

	c->field = search_field_of(c->term->field);
	for (size_t i = 0; custom && i < c->context->field_count; i++) {
		const struct field *field = &c->context->fields[i];
		if (strcmp(field->name, custom) != 0)
			continue;
		c->condition->field = field;
		c->field = search_field_of_type(field->type);
	}
	return c->field || refuse_field(c);
}

static bool check_term(struct check *c)
{
	const struct search_term *term = c->term;

	if (!find_field(c))
		return false;
	if (!search_field_takes(c->field, term->op, term->negated)) {
		const char *taken = search_field_operators(c->s->arena, c->field);
		return search_error(c->s, term->op_at, "expected %s after \"%s\", not %s,", taken,
			       term->field, search_op_word(term->op, term->negated)) ||
		       err_near(c->s, taken);
	}
	c->condition->subject = c->field->subject;
	c->condition->op = term->op;
	c->condition->negated = term->negated;
	return read_values(c);
}

bool search_check(struct scope *s, const struct search_node *query,
	const struct search_context *context, struct search_tree **out)
{
	struct search_tree *tree = arena_alloc(s->arena, sizeof(*tree));
	struct search_tree **tail = &tree->first;

	*out = tree;
	tree->kind = query->kind;
	if (query->kind == SEARCH_TERM) {
		tree->condition = arena_alloc(s->arena, sizeof(*tree->condition));
		struct check c = { .s = s,
			.context = context,
			.term = query->term,
			.condition = tree->condition };
		return check_term(&c);
	}
	for (const struct search_node *child = query->first; child; child = child->next) {
		if (!search_check(s, child, context, tail))
			return false;
		tail = &(*tail)->next;
	}
	return true;
}

bool search_check_names_type(const struct search_tree *tree)
{
	if (tree->kind == SEARCH_TERM)
		return tree->condition->subject == SEARCH_TYPE;
	for (const struct search_tree *child = tree->first; child; child = child->next)
		if (search_check_names_type(child))
			return true;
	return false;
}
