/* Fields, jobs and purges in the order of their making, which is that of lists and of work; folders by path. */
#include "state/seed_save_account.h"

#include "state/seed_save_files.h"
#include "store/field_store.h"
#include "store/folder_store.h"
#include "store/job_store.h"
#include "store/purge_store.h"
#include "store/token_store.h"

typedef void put_fn(struct seed_out *o, const void *item);

/* `items` of `size` bytes each. */
static bool save_list(struct seed_out *o, const char *key, const void *items, size_t size,
	size_t count, put_fn *put)
{
	seed_out_open_list(o, key);
	for (size_t i = 0; i < count; i++) {
		seed_out_line(o);
		json_open_object(&o->w, NULL);
		put(o, (const char *)items + i * size);
		json_close_object(&o->w);
		if (!seed_out_flush(o))
			return false;
	}
	seed_out_close_list(o);
	return true;
}

static void put_field(struct seed_out *o, const void *item)
{
	const struct field *f = item;

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
	static const char key[] = "customMetadataFields";
	struct field *all;
	size_t count;

	return field_store_all(db, o->s, account, true, &all, &count) &&
	       (count == 0 || save_list(o, key, all, sizeof(*all), count, put_field));
}

static void put_folder(struct seed_out *o, const void *item)
{
	const struct folder *folder = item;

	json_put_text(&o->w, "path", folder->path);
	json_put_text(&o->w, "id", folder->id);
	seed_out_time(o, "createdAt", folder->created_at);
	seed_out_time(o, "updatedAt", folder->updated_at);
}

static bool save_folders(struct seed_out *o, struct db *db, int64_t account)
{
	struct folder *all;
	size_t count;

	return folder_store_all(db, o->s, account, &all, &count) &&
	       save_list(o, "folders", all, sizeof(*all), count, put_folder);
}

static void put_job(struct seed_out *o, const void *item)
{
	const struct job *job = item;

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
	struct job *all;
	size_t count;

	return job_store_all(db, o->s, account, &all, &count) &&
	       (count == 0 || save_list(o, "jobs", all, sizeof(*all), count, put_job));
}

static void put_purge(struct seed_out *o, const void *item)
{
	const struct purge *purge = item;

	json_put_text(&o->w, "id", purge->id);
	json_put_text(&o->w, "url", purge->url);
	seed_out_time(o, "createdAt", purge->created_at);
	seed_out_time(o, "dueAt", purge->due_at);
}

static bool save_purges(struct seed_out *o, struct db *db, int64_t account)
{
	struct purge *all;
	size_t count;

	return purge_store_all(db, o->s, account, &all, &count) &&
	       (count == 0 || save_list(o, "purges", all, sizeof(*all), count, put_purge));
}

static void put_token(struct seed_out *o, const void *item)
{
	const struct used_token *token = item;

	json_put_text(&o->w, "sha256", token->token);
	seed_out_time(o, "usedAt", token->used_at);
}

static bool save_tokens(struct seed_out *o, struct db *db, int64_t account)
{
	struct used_token *all;
	size_t count;

	return token_store_all(db, o->s, account, &all, &count) &&
	       (count == 0 || save_list(o, "uploadTokens", all, sizeof(*all), count, put_token));
}

bool seed_save_account(struct seed_out *o, struct db *db, int64_t account)
{
	return save_fields(o, db, account) && save_folders(o, db, account) &&
	       seed_save_files(o, db, account) && save_jobs(o, db, account) &&
	       save_purges(o, db, account) && save_tokens(o, db, account);
}
