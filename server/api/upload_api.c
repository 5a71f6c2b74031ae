/* POST /api/v1/files/upload and /api/v2/files/upload: the form, streamed. */
#include "api/upload_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "call/public_url.h"
#include "control/journal.h"
#include "control/journal_form.h"
#include "control/metrics.h"
#include "delivery/own_url.h"
#include "gate/gate_auth.h"
#include "gate/gate_fault.h"
#include "gate/gate_page.h"
#include "http/multipart.h"
#include "upload/upload_ops.h"
#include "view/file_view.h"

#include <string.h>

enum { READ_SIZE = 32 * 1024, MAX_UPLOAD_JSON = 16 * 1024 * 1024 };

/* The form while it arrives: each part is the file, a field, or nothing that anybody wants. */
struct reading {
	struct emulator *e;
	struct scope *s;
	struct upload_form form;
	struct upload_source *source;
	enum { IGNORED, FILE_PART, FIELD } part; /* in progress, with all that follows */
	const char *name;
	bool known;
	struct strbuf text;
	int64_t bytes;
	size_t known_sum, other_sum; /* bytes of text so far */
	int64_t file_bytes;          /* of the file as it was sent */
	bool has_file;
};

/* A part without a file name is text, unless it says that it is not: some clients send bytes so. */
static bool is_text(const struct multipart_part *part)
{
	return !part->filename && (!part->content_type || text_starts(part->content_type, "text/"));
}

static bool begin_file(struct reading *r, const struct multipart_part *part)
{
	if (r->has_file)
		return err_set(r->s, ERR_INVALID,
			"Your request contains the file parameter more than once.");
	r->has_file = true;
	r->part = FILE_PART;
	return upload_source_open(r->e, r->s, is_text(part), &r->source);
}

static bool on_begin(void *ctx, const struct multipart_part *part)
{
	struct reading *r = ctx;

	if (strcmp(part->name, "file") == 0)
		return begin_file(r, part);
	r->name = part->name;
	r->known = upload_form_knows(part->name);
	r->part = upload_form_wants(&r->form, part->name) ? FIELD : IGNORED;
	r->text = strbuf_init(
		r->s->arena, UPLOAD_FORM_MAX_TEXT - (r->known ? r->known_sum : r->other_sum));
	r->bytes = 0;
	return true;
}

static bool on_data(void *ctx, const char *p, size_t n)
{
	struct reading *r = ctx;

	if (r->part == FILE_PART) {
		r->file_bytes += (int64_t)n;
		return upload_source_feed(r->source, p, n);
	}
	if (r->part == IGNORED)
		return true;
	r->bytes += (int64_t)n;
	strbuf_add(&r->text, p, n);
	return !r->text.full || !r->known ||
	       err_set(r->s, ERR_TOO_LARGE,
		       "The form fields other than file are larger than 1 MiB together; the limit "
		       "was reached in %s.",
		       r->name);
}

static bool on_end(void *ctx)
{
	struct reading *r = ctx;

	if (r->part == FILE_PART)
		return upload_source_end(r->source);
	if (r->part == IGNORED)
		return true;
	*(r->known ? &r->known_sum : &r->other_sum) += r->text.len;
	if (!r->text.full)
		return upload_form_add(&r->form, r->s, r->name,
			(struct view){ strbuf_text(&r->text), r->text.len });
	upload_form_pass_over(&r->form, r->s, r->name, r->bytes);
	return true;
}

/* Files are compressed themselves as far as they can be, and forms are read as they come. */
static bool check_coding(struct req *rq, const char *begin, size_t n)
{
	const char *coding = req_header(rq, "Content-Encoding");

	if (coding && *coding && !text_same_nocase(view_of(coding), "identity"))
		return err_set(rq->scope, ERR_INVALID,
			"The Content-Encoding of an upload must be identity, or there is none: it "
			"is "
			"%s, and forms with files are not decompressed.",
			coding);
	return n < 2 || memcmp(begin, "\x1f\x8b", 2) != 0 ||
	       err_set(rq->scope, ERR_INVALID,
		       "The request body is gzip: forms with files are not decompressed.");
}

static bool read_form(struct req *rq, struct reading *r)
{
	static const struct multipart_events events = { on_begin, on_data, on_end };
	const char *type = req_header(rq, "Content-Type");
	char *buf = arena_alloc(rq->scope->arena, READ_SIZE);
	struct multipart *form;
	bool begun = false;
	int64_t n;

	if (!multipart_open(rq->scope, type ? type : "", &events, r, &form))
		return false;
	for (; (n = req_read(rq, buf, READ_SIZE)) > 0; begun = true)
		if ((!begun && !check_coding(rq, buf, (size_t)n)) ||
			!multipart_feed(form, buf, (size_t)n))
			return false;
	return n == 0 && multipart_end(form);
}

/* What the journal shows of the form, whole or as far as it could be read. */
static void note_form(struct req *rq, const struct reading *r, bool whole)
{
	struct arena *a = rq->scope->arena;
	struct journal_form *form = arena_alloc(a, sizeof(*form));

	*form = journal_form_open(a, gate_auth_private_key(rq));
	for (size_t i = 0; i < r->form.count; i++) {
		const struct upload_field *field = &r->form.fields[i];
		if (field->value)
			journal_form_field(form, field->name, field->value);
		else
			journal_form_file(form, field->name, field->bytes);
	}
	if (r->has_file)
		journal_form_file(form, "file", r->file_bytes);
	form->cut = form->cut || !whole;
	rq->form = form;
}

static bool upload(struct emulator *e, struct req *rq, struct reply *rp, bool v2)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_UPLOAD_JSON);
	struct json_writer w = json_writer(&body);
	struct reading *r = arena_alloc(rq->scope->arena, sizeof(*r));
	struct upload_result *result = arena_alloc(rq->scope->arena, sizeof(*result));

	r->e = e;
	r->s = rq->scope;
	bool whole = read_form(rq, r);
	if (journal_on(e->journal))
		note_form(rq, r, whole);
	if (!whole)
		return false;
	if (!gate_fault_named(rq, upload_form_get(&r->form, "fileName")))
		return true;
	const struct own_urls own = own_url_reader(e, rq, NULL);
	struct upload request = {
		.auth = { gate_auth_private_key(rq), rq->selector, v2 },
		.names = v2 ? NAMES_KEPT : body_names(rq),
		.form = &r->form,
		.source = r->source,
		.own = &own,
		.of_foreign_page = gate_page_is_foreign(e, rq),
	};
	if (!upload_ops_store(e, rq->scope, &request, result))
		return false;
	metrics_uploaded(e->metrics, result->file.content.size);
	rq->account = &result->account;
	rq->warning = upload_source_warning(r->source);
	const char *base = public_url_base(e, rq, rq->account);
	file_view_write_upload(&w, &result->file, base, &result->shown, &result->metadata);
	return answer_json(rq, rp, 200, &body);
}

bool upload_api_v1(struct emulator *e, struct req *rq, struct reply *rp)
{
	return upload(e, rq, rp, false);
}

bool upload_api_v2(struct emulator *e, struct req *rq, struct reply *rp)
{
	return upload(e, rq, rp, true);
}
