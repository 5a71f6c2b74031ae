/* Files by path, their versions by number. */
#include "state/seed_save_files.h"

#include "model/name_rules.h"
#include "store/file_store.h"
#include "store/version_store.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *left, const void *right)
{
	const struct file *a = left, *b = right;

	return (a->version_no > b->version_no) - (a->version_no < b->version_no);
}

/* What a version has and its file has not. */
static bool put_version(struct seed_out *o, const struct file *v)
{
	const struct file_attributes *a = &v->attributes;

	json_put_int(&o->w, "number", v->version_no);
	json_put_text(&o->w, "versionKey", v->delivery_key);
	if (!seed_out_content(o, "content", v->content.blob))
		return false;
	if (a->tags_json)
		json_put_raw(&o->w, "tags", a->tags_json);
	if (a->custom_json)
		json_put_raw(&o->w, "customMetadata", a->custom_json);
	if (a->custom_coordinates)
		json_put_text(&o->w, "customCoordinates", a->custom_coordinates);
	if (a->description)
		json_put_text(&o->w, "description", a->description);
	json_put_bool(&o->w, "isPrivateFile", a->is_private);
	json_put_bool(&o->w, "isPublished", a->is_published);
	seed_out_time(o, "updatedAt", v->updated_at);
	return true;
}

static bool put_versions(struct seed_out *o, const struct file *versions, size_t count)
{
	bool ok = true;

	seed_out_open_list(o, "versions");
	for (size_t i = 0; ok && i < count; i++) {
		const struct file *v = &versions[i];
		seed_out_line(o);
		json_open_object(&o->w, NULL);
		json_put_text(&o->w, "id", v->version_id);
		seed_out_time(o, "createdAt", v->stored_at);
		if (v->is_current && i + 1 < count)
			json_put_bool(&o->w, "current", true);
		ok = put_version(o, v);
		json_close_object(&o->w);
	}
	seed_out_close_list(o);
	return ok;
}

/* The short form, which says id and time once for both. */
static bool is_plain(const struct file *versions, size_t count)
{
	return count == 1 && strcmp(versions->version_id, versions->id) == 0 &&
	       versions->stored_at == versions->created_at;
}

static bool put_file(
	struct seed_out *o, const struct file *versions, size_t count, int64_t next_number)
{
	struct scope s = scope_open();

	seed_out_line(o);
	json_open_object(&o->w, NULL);
	json_put_text(
		&o->w, "path", name_rules_join(s.arena, versions->folder_path, versions->name));
	json_put_text(&o->w, "id", versions->id);
	seed_out_time(o, "createdAt", versions->created_at);
	json_put_int(&o->w, "nextVersionNumber", next_number);
	bool ok = is_plain(versions, count) ? put_version(o, versions)
					    : put_versions(o, versions, count);
	json_close_object(&o->w);
	scope_close(&s);
	return ok && seed_out_flush(o);
}

/* Each file has a scope of its own: there may be very many. */
static bool save_file(struct seed_out *o, struct db *db, const struct file_store_row *row)
{
	struct scope s = scope_open();
	struct file *versions;
	size_t count;

	bool ok = version_store_all(db, &s, row->file, &versions, &count);
	if (!ok)
		err_set(o->s, s.err.code, "%s", s.err.msg);
	if (ok && count > 0) {
		qsort(versions, count, sizeof(*versions), by_number);
		ok = put_file(o, versions, count, row->next_number);
	}
	scope_close(&s);
	return ok;
}

bool seed_save_files(struct seed_out *o, struct db *db, int64_t account)
{
	struct file_store_row *rows;
	size_t count;

	if (!file_store_rows(db, o->s, account, &rows, &count))
		return false;
	if (count == 0)
		return true;
	seed_out_open_list(o, "files");
	for (size_t i = 0; i < count; i++)
		if (!save_file(o, db, &rows[i]))
			return false;
	seed_out_close_list(o);
	return true;
}
