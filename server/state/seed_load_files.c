/* Files and their versions, with the ids, numbers and times that the document says. */
#include "state/seed_load_files.h"

#include "model/name_rules.h"
#include "model/path_rules.h"
#include "ops/file_ops.h"
#include "seed/seed_read.h"
#include "state/seed_load_fields.h"
#include "state/seed_load_folders.h"
#include "store/blob_facts_store.h"
#include "store/file_store.h"
#include "store/version_store.h"

static const char *fresh_id(struct seed_load_work *w, int64_t at)
{
	return file_ops_fresh_id(w->e, w->db, w->s, &w->account, at);
}

/* An earlier seed may have taken the id or the path. */
static bool is_free(struct seed_load_work *w, const struct seed_file *wanted, const struct file *f)
{
	int64_t account = w->account.row;
	struct file there;

	if (file_store_by_path(w->db, w->s, account, f->folder_path, f->name, &there))
		return seed_refuse_member(w->s, w->document, wanted->at, "path",
			"there is a file at this path already");
	if (wanted->id && file_store_by_id(w->db, w->s, account, wanted->id, &there))
		return seed_refuse_member(w->s, w->document, wanted->at, "id",
			"another file of the account has this id");
	return w->s->err.code == ERR_NONE;
}

/* The file's row. What its first version says of time holds for the file too, and the other way round. */
static bool make_file(struct seed_load_work *w, const struct seed_file *wanted, struct file *f)
{
	struct arena *a = w->s->arena;
	struct folder folder;

	*f = (struct file){
		.id = wanted->id,
		.name = path_rules_name(wanted->path),
		.folder_path = path_rules_parent(a, wanted->path),
		.created_at = seed_load_time(
			wanted->created_at, seed_load_time(wanted->versions[0].stored_at, w->now)),
	};
	if (!is_free(w, wanted, f) || !seed_load_folders_ensure(w, f->folder_path, &folder))
		return false;
	if (!f->id)
		f->id = fresh_id(w, f->created_at);
	return w->s->err.code == ERR_NONE &&
	       file_store_insert(w->db, w->s, w->account.row, folder.row, f);
}

static bool set_content(struct seed_load_work *w, const struct seed_version *wanted, struct file *f)
{
	if (!seed_content_get(w->content, &wanted->content, f->name, &f->content))
		return false;
	return !wanted->custom_coordinates || f->content.is_image ||
	       seed_refuse_member(w->s, w->document, wanted->at, "customCoordinates",
		       "only images have these");
}

/* `f` is as the version before left it. */
static bool load_version(
	struct seed_load_work *w, const struct seed_version *wanted, bool first, struct file *f)
{
	struct arena *a = w->s->arena;

	f->stored_at = seed_load_time(wanted->stored_at, first ? f->created_at : w->now);
	f->updated_at = seed_load_time(wanted->updated_at, f->stored_at);
	f->version_no = wanted->number ? wanted->number : f->version_no + 1;
	f->version_id = wanted->id ? wanted->id : first ? f->id : fresh_id(w, f->stored_at);
	f->delivery_key = wanted->key ? wanted->key : ident_version_key(w->e->ident, a);
	f->attributes = (struct file_attributes){
		.tags_json = wanted->tags_json,
		.custom_coordinates = wanted->custom_coordinates,
		.description = wanted->description,
		.is_private = wanted->is_private,
		.is_published = wanted->is_published,
	};
	return set_content(w, wanted, f) && version_store_insert(w->db, w->s, f) &&
	       blob_facts_store_put(w->db, w->s, &f->content) &&
	       seed_load_fields_values(w, f->version_row, wanted->custom_metadata) &&
	       (!wanted->is_current || file_store_set_current(w->db, w->s, f->row, f->version_row));
}

static bool load_file(struct seed_load_work *w, const struct seed_file *wanted)
{
	struct file f;

	if (!make_file(w, wanted, &f))
		return false;
	for (size_t i = 0; i < wanted->version_count; i++)
		if (!load_version(w, &wanted->versions[i], i == 0, &f))
			return false;
	return file_store_set_next_number(
		w->db, w->s, f.row, wanted->next_number ? wanted->next_number : f.version_no + 1);
}

/* Thousands of pictures take minutes, and who asks the process to end does not mean to wait for them. */
static bool goes_on(struct seed_load_work *w)
{
	return !w->e->is_stopping || !w->e->is_stopping() ||
	       err_set(w->s, ERR_UNAVAILABLE, "Stopped while the seeds were being loaded.");
}

bool seed_load_files(struct seed_load_work *w, const struct seed_account *wanted)
{
	for (size_t i = 0; i < wanted->file_count; i++)
		if (!goes_on(w) || !load_file(w, &wanted->files[i]))
			return false;
	return true;
}
