/* Fields before files, which hold their values; folders before files, which lie in them. */
#include "state/seed_load.h"

#include "model/path_rules.h"
#include "seed/seed_read.h"
#include "state/control_state.h"
#include "state/seed_load_account.h"
#include "state/seed_load_fields.h"
#include "state/seed_load_files.h"
#include "state/seed_load_folders.h"
#include "store/job_store.h"
#include "store/purge_store.h"
#include "store/remote_store.h"
#include "store/token_store.h"

#include <string.h>

/* When that which is pending, and nobody said until when, comes to its end: as late as clocks go. */
static const int64_t never = INT64_C(253402300799999);

/* As jobs hold paths: of folders, not of the root. */
static bool check_path(struct seed_load_work *w, const struct seed_job *wanted, const char *member,
	const char *path)
{
	const char *normal = path_rules_normal(w->s->arena, path);

	if (strcmp(normal, "/") == 0)
		return seed_refuse_member(w->s, w->document, wanted->at, member,
			"must be the path of a folder other than /");
	return strcmp(normal, path) == 0 ||
	       seed_refuse_member(w->s, w->document, wanted->at, member, "must be %s", normal);
}

static bool load_job(struct seed_load_work *w, const struct seed_job *wanted)
{
	int64_t created = seed_load_time(wanted->created_at, w->now);
	struct job there, job = {
		.account = w->account.row,
		.id = wanted->id ? wanted->id : ident_object(w->e->ident, w->s->arena, created),
		.type = job_type_of(wanted->type),
		.source_path = wanted->source_path,
		.target_path = wanted->target_path,
		.include_versions = wanted->include_versions,
		.purge_request_id = wanted->purge_request_id,
		.purge_failed = wanted->purge_failed,
		.created_at = created,
		.due_at = seed_load_time(wanted->due_at, wanted->is_done ? created : never),
		.is_done = wanted->is_done,
	};

	if (!check_path(w, wanted, "sourceFolderPath", job.source_path) ||
		!check_path(w, wanted, "destinationFolderPath", job.target_path))
		return false;
	if (job_store_by_id(w->db, w->s, job.account, job.id, &there))
		return seed_refuse_member(w->s, w->document, wanted->at, "id",
			"another job of the account has this id");
	return w->s->err.code == ERR_NONE && job_store_insert(w->db, w->s, &job);
}

static bool load_purge(struct seed_load_work *w, const struct seed_purge *wanted)
{
	int64_t created = seed_load_time(wanted->created_at, w->now);
	struct purge there, purge = {
		.account = w->account.row,
		.id = wanted->id ? wanted->id : ident_object(w->e->ident, w->s->arena, created),
		.url = wanted->url,
		.created_at = created,
		.due_at = seed_load_time(wanted->due_at, wanted->is_done ? created : never),
	};

	if (purge_store_by_id(w->db, w->s, purge.account, purge.id, &there))
		return seed_refuse_member(w->s, w->document, wanted->at, "id",
			"another purge of the account has this id");
	return w->s->err.code == ERR_NONE && purge_store_insert(w->db, w->s, &purge);
}

static bool load_token(struct seed_load_work *w, const struct seed_token *wanted)
{
	bool fresh;

	if (!token_store_use(w->db, w->s, w->account.row, wanted->sha256,
		    seed_load_time(wanted->used_at, w->now), &fresh))
		return false;
	return fresh || seed_refuse_member(w->s, w->document, wanted->at, "token",
				"the account has used this token already");
}

static bool load_past(struct seed_load_work *w, const struct seed_account *wanted)
{
	for (size_t i = 0; i < wanted->purge_count; i++)
		if (!load_purge(w, &wanted->purges[i]))
			return false;
	for (size_t i = 0; i < wanted->job_count; i++)
		if (!load_job(w, &wanted->jobs[i]))
			return false;
	for (size_t i = 0; i < wanted->token_count; i++)
		if (!load_token(w, &wanted->tokens[i]))
			return false;
	return true;
}

static bool load_account(
	struct seed_load_work *w, const struct seed_account *wanted, const char *owner)
{
	return seed_load_account(w, wanted, owner) && seed_load_fields(w, wanted) &&
	       seed_load_folders(w, wanted) && seed_load_files(w, wanted) && load_past(w, wanted);
}

static bool load_remote(struct seed_load_work *w, const struct seed_remote *wanted)
{
	struct file_content content;

	return seed_content_blob(w->content, &wanted->content, &content) &&
	       remote_store_put(w->db, w->s, wanted->url, content.blob);
}

bool seed_load(struct emulator *e, struct db *db, struct scope *s, const struct seed *seed,
	const char *owner)
{
	struct seed_load_work w = {
		.e = e,
		.db = db,
		.s = s,
		.document = &seed->document,
		.content = seed_content_new(e, s, &seed->document),
	};
	const struct json_value *culprit = NULL;

	if (!control_state_put(e, db, s, CLOCK_GLOBAL, &seed->control, &culprit))
		return seed_refuse_because(s, &seed->document, culprit);
	for (size_t i = 0; i < seed->account_count; i++)
		if (!load_account(&w, &seed->accounts[i], owner))
			return false;
	for (size_t i = 0; i < seed->remote_count; i++)
		if (!load_remote(&w, &seed->remotes[i]))
			return false;
	return true;
}
