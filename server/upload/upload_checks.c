/* Evaluation of the conditions, all of them: a mistake shows wherever it stands. */
#include "upload/upload_checks.h"

#include "base/strbuf.h"
#include "model/path_rules.h"
#include "search/search_parse.h"
#include "search/search_value.h"

#include <string.h>

static const char request_prefix[] = "request.";

/* Where evaluation stands: the request, and where it went wrong. */
struct run {
	struct arena *arena;
	const struct upload_form *form;
	const struct file *file;
	size_t wrong_at;           /* characters from 1; 0: nowhere */
	const char *tags, *folder; /* once a condition asked for them: they may be long */
};

/* What a name stands for. */
struct subject {
	bool is_there, is_number, is_size, is_folder;
	const char *text;
	double number;
};

static bool wrong(struct run *r, size_t at)
{
	if (r->wrong_at == 0)
		r->wrong_at = at;
	return false;
}

static struct subject text_subject(const char *text)
{
	return (struct subject){ .is_there = text && *text, .text = text };
}

static struct subject number_subject(int64_t number)
{
	return (struct subject){
		.is_there = number > 0, .is_number = true, .number = (double)number
	};
}

/* "marketing/" -> "/marketing/", "marketing" -> "/marketing". */
static const char *folder_start(struct arena *a, const char *text)
{
	const char *path = path_rules_normal(a, text);
	bool open = text_ends(text, "/") && !text_ends(path, "/");

	return open ? arena_printf(a, "%s/", path) : path;
}

/* The same with a slash at the end in any case. */
static const char *folder_whole(struct arena *a, const char *text)
{
	return folder_start(a, arena_printf(a, "%s/", text));
}

static const char *join_tags(struct run *r)
{
	struct strbuf b = strbuf_init(r->arena, UPLOAD_FORM_MAX_TEXT + UPLOAD_FORM_MAX_FIELDS);

	for (size_t i = 0; i < r->form->count; i++) {
		if (strcmp(r->form->fields[i].name, "tags") != 0)
			continue;
		strbuf_str(&b, b.len > 0 ? "," : "");
		strbuf_str(&b, r->form->fields[i].value);
	}
	return strbuf_text(&b);
}

static struct subject request_subject(struct run *r, const char *field)
{
	struct subject subject = text_subject(upload_form_given(r->form, field));

	if (strcmp(field, "tags") == 0) {
		if (!r->tags)
			r->tags = join_tags(r);
		return text_subject(r->tags);
	}
	if (strcmp(field, "folder") == 0 && subject.is_there) {
		if (!r->folder)
			r->folder = folder_whole(r->arena, subject.text);
		subject.is_folder = true;
		subject.text = r->folder;
	}
	return subject;
}

static bool find_subject(struct run *r, const struct search_term *term, struct subject *out)
{
	const struct file_content *content = &r->file->content;
	const struct {
		const char *name;
		struct subject subject;
	} known[] = {
		{ "file.size", { .is_there = true,
				       .is_number = true,
				       .is_size = true,
				       .number = (double)content->size } },
		{ "file.width", number_subject(content->facts.width) },
		{ "file.height", number_subject(content->facts.height) },
		{ "file.name", text_subject(r->file->name) },
		{ "file.mime", text_subject(content->mime) },
	};

	if (text_starts(term->field, request_prefix) && term->field[strlen(request_prefix)]) {
		*out = request_subject(r, term->field + strlen(request_prefix));
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(known[i].name, term->field) != 0)
			continue;
		*out = known[i].subject;
		return true;
	}
	return wrong(r, term->field_at);
}

static bool check_op(struct run *r, const struct search_term *term, const struct subject *subject)
{
	bool orders = term->op == SEARCH_LESS || term->op == SEARCH_LESS_EQUAL ||
		      term->op == SEARCH_GREATER || term->op == SEARCH_GREATER_EQUAL;
	bool fits = subject->is_number ? term->op != SEARCH_BEGINS : !orders;

	return (fits && term->op != SEARCH_HAS) || wrong(r, term->op_at);
}

/* How the subject lies to the number: below 0, 0 or above 0, as strcmp() has it. */
static bool compare_number(
	struct run *r, const struct subject *subject, const struct search_value *value, int *out)
{
	struct view text = view_of(value->text);
	double number;

	if (!(subject->is_size ? search_value_size(text, &number)
			       : search_value_number(text, &number)))
		return wrong(r, value->at);
	*out = (subject->number > number) - (subject->number < number);
	return true;
}

/* The same for texts, of which only 0 is asked for. */
static bool compare_text(struct run *r, const struct subject *subject, enum search_op op,
	const struct search_value *value, int *out)
{
	const char *text = value->text;

	if (!value->is_quoted)
		return wrong(r, value->at);
	if (!subject->is_there)
		return true;
	if (subject->is_folder)
		text = op == SEARCH_BEGINS ? folder_start(r->arena, text)
					   : folder_whole(r->arena, text);
	*out = op == SEARCH_BEGINS ? !text_starts(subject->text, text)
				   : strcmp(subject->text, text);
	return true;
}

static bool op_holds(enum search_op op, int order)
{
	switch (op) {
	case SEARCH_LESS:
		return order < 0;
	case SEARCH_LESS_EQUAL:
		return order <= 0;
	case SEARCH_GREATER:
		return order > 0;
	case SEARCH_GREATER_EQUAL:
		return order >= 0;
	case SEARCH_EQUAL:
	case SEARCH_BEGINS:
	case SEARCH_IN:
	case SEARCH_HAS:
	case SEARCH_EXISTS:
		break;
	}
	return order == 0;
}

/* Whether any of the values fits. A false answer may be a mistake, see run.wrong_at. */
static bool term_holds(struct run *r, const struct search_term *term)
{
	struct subject subject = { 0 };
	bool holds = term->op == SEARCH_EXISTS;

	if (!find_subject(r, term, &subject) || !check_op(r, term, &subject))
		return false;
	for (size_t i = 0; i < term->count; i++) {
		int order = 0;
		bool read = subject.is_number
				    ? compare_number(r, &subject, &term->values[i], &order)
				    : compare_text(r, &subject, term->op, &term->values[i], &order);
		if (!read)
			return false;
		holds |= op_holds(term->op, order);
	}
	return (holds && subject.is_there) != term->negated;
}

static bool node_holds(struct run *r, const struct search_node *node)
{
	bool all = true, any = false;

	if (node->kind == SEARCH_TERM)
		return term_holds(r, node->term);
	for (const struct search_node *child = node->first; child; child = child->next) {
		bool holds = node_holds(r, child);
		all = all && holds;
		any = any || holds;
	}
	return node->kind == SEARCH_AND ? all : any;
}

static bool refuse_syntax(struct scope *s, const char *position)
{
	err_clear(s);
	err_set(s, ERR_INVALID, "Your request contains invalid syntax for the checks parameter.");
	return err_extra(s, "position", position);
}

bool upload_checks_run(struct scope *s, const char *checks, const struct upload_form *form,
	const struct file *file)
{
	static const struct search_dialect dialect = { .single_quotes = true, .bare_dots = true };
	struct run r = { .arena = s->arena, .form = form, .file = file };
	struct search_node *node;

	if (!search_parse(s, checks, &dialect, &node))
		return refuse_syntax(s, s->err.extra_json);
	bool holds = node_holds(&r, node);
	if (r.wrong_at > 0)
		return refuse_syntax(s, arena_printf(s->arena, "%zu", r.wrong_at));
	return holds || err_set(s, ERR_INVALID, "Your request failed 'checks' validation.");
}
