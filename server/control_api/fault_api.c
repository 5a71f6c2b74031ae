/* /_emulator/faults: the fault scripts, and what of them was met. */
#include "control_api/fault_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "control/fault_book.h"
#include "control/fault_names.h"
#include "control/fault_read.h"
#include "control_api/control_account.h"

#include <stddef.h>
#include <string.h>

enum { MAX_FAULTS_JSON = 64 * 1024 * 1024 };

static void put_met(struct json_writer *w, const struct fault_met *met)
{
	json_open_object(w, NULL);
	json_put_text(w, "request", met->id);
	json_put_int(w, "match", met->match);
	if (met->attempt >= 0)
		json_put_int(w, "attempt", met->attempt);
	json_close_object(w);
}

static void put_report(struct json_writer *w, const struct fault_report *r)
{
	json_open_object(w, NULL);
	json_put_int(w, "id", r->instruction);
	json_put_int(w, "matched", r->matched);
	json_put_int(w, "met", r->times_met);
	if (r->counted)
		json_put_bool(w, "completed", r->completed);
	json_open_array(w, "requests");
	for (size_t i = 0; i < r->met_count; i++)
		put_met(w, &r->met[i]);
	json_close_array(w);
	json_put_raw(w, "instruction", r->source);
	json_close_object(w);
}

static bool answer_faults(struct emulator *e, struct req *rq, struct reply *rp, int64_t account)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_FAULTS_JSON);
	struct json_writer w = json_writer(&body);
	struct fault_report *reports;
	bool completed = true;
	size_t count;

	fault_book_report(e->faults, rq->scope->arena, account, &reports, &count);
	for (size_t i = 0; i < count; i++)
		completed = completed && (!reports[i].counted || reports[i].completed);
	json_open_object(&w, NULL);
	json_put_bool(&w, "completed", completed);
	json_open_array(&w, "faults");
	for (size_t i = 0; i < count; i++)
		put_report(&w, &reports[i]);
	json_close_array(&w);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

bool fault_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	return control_account_read(e, rq, &id, &row) && answer_faults(e, rq, rp, row);
}

static bool no_such(struct scope *s, const char *id, const struct fault_report *all, size_t count)
{
	struct strbuf known = strbuf_init(s->arena, MAX_FAULTS_JSON);

	for (size_t i = 0; i < count; i++)
		strbuf_printf(&known, "%s%lld", i > 0 ? ", " : "", (long long)all[i].instruction);
	return err_set(s, ERR_NOT_FOUND, "There is no instruction %s here; there %s %s.", id,
		count == 1 ? "is" : "are", count > 0 ? strbuf_text(&known) : "none");
}

/* Without an account: whosever it is. */
bool fault_api_get_one(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_FAULTS_JSON);
	struct json_writer w = json_writer(&body);
	struct fault_report *all;
	const char *id;
	size_t count, at = 0;
	int64_t row, wanted;

	if (!control_account_read(e, rq, &id, &row))
		return false;
	fault_book_report(e->faults, rq->scope->arena, id ? row : FAULT_BOOK_EVERY, &all, &count);
	if (!text_int(view_of(rq->params[0]), &wanted))
		return no_such(rq->scope, rq->params[0], all, count);
	while (at < count && all[at].instruction != wanted)
		at++;
	if (at == count)
		return no_such(rq->scope, rq->params[0], all, count);
	put_report(&w, &all[at]);
	return answer_json(rq, rp, 200, &body);
}

static bool read_faults(struct emulator *e, struct req *rq, struct fault **faults, size_t *count)
{
	static const struct json_field fields[] = {
		{ "faults", JSON_FIELD_VALUE, JSON_REQUIRED, 0, 0, 0, NULL },
	};
	static const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	const struct json_value *array = NULL;
	uint64_t seen;

	return body_read(rq, &shape, (void *)&array, &seen) &&
	       fault_read(rq->scope, array, faults, count) &&
	       fault_names_check(rq->scope, *faults, *count, e->operations);
}

static bool write_script(struct emulator *e, struct req *rq, struct reply *rp, bool replace)
{
	struct fault *faults;
	const char *id;
	size_t count;
	int64_t row;

	if (!control_account_read(e, rq, &id, &row) || !read_faults(e, rq, &faults, &count))
		return false;
	if (!fault_book_add(e->faults, row, faults, count, replace))
		return err_set(rq->scope, ERR_INVALID,
			"faults: a script has at most %d instructions", FAULT_BOOK_MAX);
	return answer_faults(e, rq, rp, row);
}

bool fault_api_put(struct emulator *e, struct req *rq, struct reply *rp)
{
	return write_script(e, rq, rp, true);
}

bool fault_api_post(struct emulator *e, struct req *rq, struct reply *rp)
{
	return write_script(e, rq, rp, false);
}

bool fault_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	if (!control_account_read(e, rq, &id, &row))
		return false;
	fault_book_clear(e->faults, row);
	return answer_nothing(rp);
}
