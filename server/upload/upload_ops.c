/* The way of an upload: who, what, how large, what kind; then bytes to disk, then rows in one
 * transaction. */
#include "upload/upload_ops.h"

#include "base/bell.h"
#include "blob/blob_collect.h"
#include "control/rate_limiter.h"
#include "model/name_rules.h"
#include "model/plan.h"
#include "ops/blob_keep.h"
#include "ops/content_ops.h"
#include "ops/field_values.h"
#include "ops/file_ops.h"
#include "ops/folder_ops.h"
#include "ops/metadata_ops.h"
#include "store/blob_facts_store.h"
#include "store/field_value_store.h"
#include "store/file_store.h"
#include "store/version_store.h"
#include "upload/upload_checks.h"

enum { MAX_VERSIONS = 100, SUFFIX_LENGTH = 9 };

static bool check_size(
	struct emulator *e, struct scope *s, struct upload_source *source, enum file_kind kind)
{
	int64_t size = blob_stage_size(upload_source_stage(source));

	if (upload_source_too_large(source) ||
		size > plan_max_size((enum plan)e->config->plan, kind))
		return err_set(s, ERR_INVALID,
			"Your request contains invalid file parameter. The file size exceeds "
			"limits.");
	return true;
}

static bool examine(struct emulator *e, struct scope *s, struct upload_source *source,
	const char *name, struct file_content *out)
{
	struct blob_stage *stage = upload_source_stage(source);
	int fd = blob_stage_fd(stage);
	struct file_type type;

	if (!content_ops_type(s, fd, name, &type) || !check_size(e, s, source, type.kind) ||
		!content_ops_read(e, s, fd, &type, out))
		return false;
	out->size = blob_stage_size(stage);
	out->blob = blob_stage_name(stage, s);
	return true;
}

static bool describe(
	struct emulator *e, struct scope *s, struct blob_stage *stage, struct upload_result *out)
{
	return !out->shown.metadata || metadata_ops_of_upload(e, s, &out->file.content,
					       blob_stage_fd(stage), &out->metadata);
}

/* Inside the transaction from here on. */
struct work {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	const struct account *account;
	const struct upload_fields *fields;
	struct file *file; /* content is filled; the rest comes step by step */
};

static const char *fresh_name(struct work *w, const char *folder_path)
{
	struct arena *a = w->s->arena;
	struct file there;
	const char *name;

	do {
		name = name_rules_with_suffix(
			a, w->fields->file_name, ident_short(w->e->ident, a, SUFFIX_LENGTH));
	} while (file_store_by_path(w->db, w->s, w->account->row, folder_path, name, &there));
	return name;
}

static bool store_new(struct work *w, const struct folder *folder)
{
	struct file *f = w->file;

	f->created_at = f->updated_at;
	f->id = file_ops_fresh_id(w->e, w->db, w->s, w->account, f->updated_at);
	f->version_id = f->id;
	return w->s->err.code == ERR_NONE &&
	       file_store_insert(w->db, w->s, w->account->row, folder->row, f);
}

/* Off with the rate limits. The versions that there are tell how many were made lately. */
static bool check_pace(struct work *w, const struct file *old)
{
	struct rate_rules rules = rate_limiter_rules(w->e->rates, w->account->row);
	const struct rate_windows *windows = &rules.groups[RATE_VERSIONS];
	int64_t now = w->file->updated_at, made = 0;

	for (size_t i = 0; rules.enabled && i < windows->count; i++) {
		const struct rate_window *window = &windows->at[i];
		if (!version_store_count_made(
			    w->db, w->s, old->row, now - window->interval_ms, now, &made))
			return false;
		if (made >= window->limit)
			return err_set(w->s, ERR_INVALID,
				"You have sent too many requests to update the file recently. "
				"Please try again later.");
	}
	return true;
}

/* The same name again: a new version of the same file (upload, "overwriteFile"). */
static bool store_over(struct work *w, const struct file *old)
{
	struct file *f = w->file;
	int64_t versions = 0;

	if (!w->fields->overwrite_file)
		return err_bare(w->s, ERR_INVALID,
			"A file with the same name already exists at the exact location. We could "
			"not "
			"overwrite it because both overwriteFile and useUniqueFileName are set to "
			"false.");
	if (!check_pace(w, old) || !version_store_count(w->db, w->s, old->row, &versions))
		return false;
	if (versions >= MAX_VERSIONS)
		return err_set(w->s, ERR_INVALID, "A file can have a maximum of %d versions.",
			MAX_VERSIONS);
	f->row = old->row;
	f->id = old->id;
	f->created_at = old->created_at;
	f->version_id = ident_object(w->e->ident, w->s->arena, f->updated_at);
	if (!w->fields->has_tags && !w->fields->overwrite_tags)
		f->attributes.tags_json = old->attributes.tags_json;
	return true;
}

static bool store_version(struct work *w)
{
	struct file *f = w->file;

	f->delivery_key = ident_version_key(w->e->ident, w->s->arena);
	f->is_current = true;
	return file_store_next_number(w->db, w->s, f->row, &f->version_no) &&
	       version_store_insert(w->db, w->s, f) &&
	       blob_facts_store_put(w->db, w->s, &f->content) &&
	       file_store_set_current(w->db, w->s, f->row, f->version_row);
}

/* What was sent; else what the version before had, when it shall stay (`old` may be NULL); else what
 * required fields ask for. */
static bool store_values(struct work *w, const struct file *old)
{
	const struct json_value *sent = w->fields->custom_metadata;
	struct file *f = w->file;
	bool ok;

	if (sent && json_count(sent) > 0)
		ok = field_values_merge(w->db, w->s, w->account, f->version_row, sent);
	else if (old && !sent && !w->fields->overwrite_custom_metadata)
		ok = field_value_store_copy(w->db, w->s, old->version_row, f->version_row);
	else
		ok = field_values_set_defaults(w->db, w->s, w->account, f->version_row);
	if (!ok || !w->fields->shown.custom_metadata)
		return ok;
	return field_value_store_json(w->db, w->s, f->version_row, &f->attributes.custom_json);
}

static bool store_rows(struct work *w)
{
	struct folder folder;
	struct file old;
	struct file *f = w->file;
	bool unique = w->fields->use_unique_name;

	if (!folder_ops_ensure(w->e, w->db, w->s, w->account, w->fields->folder, &folder))
		return false;
	f->folder_path = folder.path;
	f->name = unique ? fresh_name(w, folder.path) : w->fields->file_name;
	bool exists = !unique &&
		      file_store_by_path(w->db, w->s, w->account->row, folder.path, f->name, &old);
	if (w->s->err.code != ERR_NONE)
		return false;
	return (exists ? store_over(w, &old) : store_new(w, &folder)) && store_version(w) &&
	       store_values(w, exists ? &old : NULL);
}

static void apply_fields(const struct upload_fields *fields, struct file *f)
{
	f->attributes = (struct file_attributes){
		.tags_json = fields->tags_json,
		/* A region of interest means something on images only. */
		.custom_coordinates = f->content.is_image ? fields->custom_coordinates : NULL,
		.description = fields->description,
		.is_private = fields->is_private,
		.is_published = fields->is_published,
	};
}

static bool commit(struct emulator *e, struct scope *s, const struct upload_fields *fields,
	struct upload_result *out)
{
	struct work w = {
		.e = e, .s = s, .account = &out->account, .fields = fields, .file = &out->file
	};

	if (!db_pool_write(e->db, s, &w.db))
		return false;
	out->file.updated_at = clock_now(e->clock, out->account.row);
	out->file.stored_at = out->file.updated_at;
	apply_fields(fields, &out->file);
	return db_pool_finish(e->db, s, store_rows(&w));
}

/* A blob whose rows did not commit, or are gone again, is collected when the request ends, after its pin
 * is gone. */
struct orphan {
	struct emulator *e;
	struct blob_stage *stage;
	const char *name;
	bool adopted;
};

static void collect_orphan(void *arg)
{
	struct orphan *orphan = arg;
	bool taken_back = orphan->e->config->stateless;

	if (orphan->adopted && !taken_back && !blob_stage_passed_over(orphan->stage))
		return;
	blob_collect(orphan->e->blobs, orphan->name, blob_keep_use, orphan->e);
	bell_ring(orphan->e->garbage); /* what was held meanwhile is asked again */
}

/* Bytes, then rows. The arena runs what was deferred last first: the pin goes before the orphan. */
static bool publish_and_commit(struct emulator *e, struct scope *s, struct blob_stage *stage,
	const struct upload_fields *fields, struct upload_result *out)
{
	struct orphan *orphan = arena_alloc(s->arena, sizeof(*orphan));

	*orphan = (struct orphan){ .e = e, .stage = stage, .name = out->file.content.blob };
	arena_defer(s->arena, collect_orphan, orphan);
	orphan->adopted = blob_stage_publish(stage, s) && commit(e, s, fields, out);
	if (orphan->adopted && !e->config->stateless)
		blob_stage_settle(stage);
	return orphan->adopted;
}

static bool pass_checks(struct scope *s, const struct upload_form *form, const struct file *file)
{
	const char *checks = upload_form_given(form, "checks");

	return !checks || upload_checks_run(s, checks, form, file);
}

/* Accounts that were named without a key have one that their imagekit_id tells. */
static bool has_made_key(const struct account *a)
{
	static const char prefix[] = "private_";

	return text_starts(a->private_key, prefix) &&
	       strcmp(a->private_key + sizeof(prefix) - 1, a->imagekit_id) == 0;
}

/* Where every key is good, or the key is one that all know, having it proves nothing. */
static bool has_secret_key(const struct emulator *e, const struct account *a)
{
	return e->config->auth == CONFIG_AUTH_STRICT && !has_made_key(a) &&
	       strcmp(a->private_key, CONFIG_DEFAULT_KEY) != 0;
}

/* What this machine fetches shall no page of the web choose. Any of them can post a form. */
static bool may_fetch(struct emulator *e, struct scope *s, const struct upload *upload,
	const struct account *account)
{
	if (!upload_source_is_url(upload->source))
		return true;
	if (!upload_auth_is_proof(&upload->auth, upload->form))
		return err_set(s, ERR_UNAUTHENTICATED,
			"A file is fetched from a URL only for requests with the private key or a "
			"signature; the path /_case/%s/ alone does not do.",
			upload->auth.selector);
	if (upload->of_foreign_page && !has_secret_key(e, account))
		return err_set(s, ERR_FORBIDDEN,
			"A file is fetched from a URL for web pages of this machine alone: with "
			"--auth lenient, or with the default key, the key of another page proves "
			"nothing.");
	return true;
}

bool upload_ops_store(
	struct emulator *e, struct scope *s, const struct upload *upload, struct upload_result *out)
{
	struct upload_fields fields;

	*out = (struct upload_result){ 0 };
	if (!upload_auth_account(e, s, &upload->auth, upload->form, &out->account))
		return false;
	s->account = out->account.row;
	if (!upload->source)
		return err_set(s, ERR_INVALID, "Your request is missing file parameter.") ||
		       upload_form_near(upload->form, s, "file");
	if (!may_fetch(e, s, upload, &out->account) ||
		!upload_fields_read(s, upload->form, upload->names, &fields))
		return false;
	out->shown = fields.shown;
	out->file.name = fields.file_name;
	/* A spent token means nothing to others when it is taken back anyway: they need not wait until bytes
	 * came from elsewhere. */
	db_pool_rewind(e->db);
	return upload_source_fetch(upload->source, upload->own) &&
	       examine(e, s, upload->source, fields.file_name, &out->file.content) &&
	       pass_checks(s, upload->form, &out->file) &&
	       describe(e, s, upload_source_stage(upload->source), out) &&
	       publish_and_commit(e, s, upload_source_stage(upload->source), &fields, out);
}
