/* Fields, jobs and purges in the order of their making, which is that of lists and of work; folders by path. */
#include "state/seed_save_account.h"

#include "state/seed_save_files.h"
#include "store/field_store.h"
#include "store/folder_store.h"
#include "store/job_store.h"
#include "store/purge_store.h"
#include "store/token_store.h"

static void put_field(struct seed_out *o, const struct field *f)
{
	json_put_text(&o->w, "id", f->id);
	json_put_text(&o->w, "name", f->name);
	json_put_text(&o->w, "label", f->label);
	json_put_raw(&o->w, "schema", f->schema_json);
	if (f->description)
		json_put_text(&o->w, "description", f->description);
	json_put_bool(&o->w, "isDeleted", f->is_deleted);
	if (f->is_reserved)
		json_put_bool(&o->w, "reserved", true);
}

static bool save_fields(struct seed_out *o, struct db *db, int64_t account)
{
	struct field *fields;
	size_t count;

	if (!field_store_all(db, o->s, account, true, &fields, &count))
		return false;
	if (count == 0)
		return true;
	seed_out_open_list(o, "customMetadataFields");
	for (size_t i = 0; i < count; i++) {
		seed_out_line(o);
		json_open_object(&o->w, NULL);
		put_field(o, &fields[i]);
		json_close_object(&o->w);
	}
	seed_out_close_list(o);
	return seed_out_flush(o);
}

static bool save_folders(struct seed_out *o, struct db *db, int64_t account)
{
	struct folder *folders;
	size_t count;

	if (!folder_store_all(db, o->s, account, &folders, &count))
		return false;
	seed_out_open_list(o, "folders");
	for (size_t i = 0; i < count; i++) {
		seed_out_line(o);
		json_open_object(&o->w, NULL);
		json_put_text(&o->w, "path", folders[i].path);
		json_put_text(&o->w, "id", folders[i].id);
		seed_out_time(o, "createdAt", folders[i].created_at);
		seed_out_time(o, "updatedAt", folders[i].updated_at);
		json_close_object(&o->w);
		if (!seed_out_flush(o))
			return false;
	}
	seed_out_close_list(o);
	return true;
}

static void put_job(struct seed_out *o, const struct job *job)
{
	json_put_text(&o->w, "id", job->id);
	json_put_text(&o->w, "type", job_type_word(job->type));
	json_put_text(&o->w, "sourceFolderPath", job->source_path);
	json_put_text(&o->w, "destinationFolderPath", job->target_path);
	json_put_bool(&o->w, "includeVersions", job->include_versions);
	if (job->purge_request_id)
		json_put_text(&o->w, "purgeRequestId", job->purge_request_id);
	json_put_bool(&o->w, "purgeFailed", job->purge_failed);
	json_put_text(&o->w, "status", job->is_done ? "Completed" : "Pending");
	seed_out_time(o, "createdAt", job->created_at);
	seed_out_time(o, "dueAt", job->due_at);
}

static bool save_jobs(struct seed_out *o, struct db *db, int64_t account)
{
	struct job *jobs;
	size_t count;

	if (!job_store_all(db, o->s, account, &jobs, &count))
		return false;
	if (count == 0)
		return true;
	seed_out_open_list(o, "jobs");
	for (size_t i = 0; i < count; i++) {
		seed_out_line(o);
		json_open_object(&o->w, NULL);
		put_job(o, &jobs[i]);
		json_close_object(&o->w);
		if (!seed_out_flush(o))
			return false;
	}
	seed_out_close_list(o);
	return true;
}

static bool save_purges(struct seed_out *o, struct db *db, int64_t account)
{
	struct purge *purges;
	size_t count;

	if (!purge_store_all(db, o->s, account, &purges, &count))
		return false;
	if (count == 0)
		return true;
	seed_out_open_list(o, "purges");
	for (size_t i = 0; i < count; i++) {
		seed_out_line(o);
		json_open_object(&o->w, NULL);
		json_put_text(&o->w, "id", purges[i].id);
		json_put_text(&o->w, "url", purges[i].url);
		seed_out_time(o, "createdAt", purges[i].created_at);
		seed_out_time(o, "dueAt", purges[i].due_at);
		json_close_object(&o->w);
	}
	seed_out_close_list(o);
	return seed_out_flush(o);
}

static bool save_tokens(struct seed_out *o, struct db *db, int64_t account)
{
	struct used_token *tokens;
	size_t count;

	if (!token_store_all(db, o->s, account, &tokens, &count))
		return false;
	if (count == 0)
		return true;
	seed_out_open_list(o, "uploadTokens");
	for (size_t i = 0; i < count; i++) {
		seed_out_line(o);
		json_open_object(&o->w, NULL);
		json_put_text(&o->w, "sha256", tokens[i].token);
		seed_out_time(o, "usedAt", tokens[i].used_at);
		json_close_object(&o->w);
		if (!seed_out_flush(o))
			return false;
	}
	seed_out_close_list(o);
	return true;
}

bool seed_save_account(struct seed_out *o, struct db *db, int64_t account)
{
	return save_fields(o, db, account) && save_folders(o, db, account) &&
	       seed_save_files(o, db, account) && save_jobs(o, db, account) &&
	       save_purges(o, db, account) && save_tokens(o, db, account);
}
