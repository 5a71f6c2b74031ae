/* GET /v1/files: reading the query, writing the array. */
#include "api/list_api.h"

#include "api/asset_list.h"
#include "base/clock.h"
#include "base/near.h"
#include "call/answer.h"
#include "call/public_url.h"
#include "http/query.h"
#include "model/account.h"
#include "model/path_rules.h"
#include "model/tag_rules.h"
#include "ops/search_ops.h"

#include <inttypes.h>
#include <string.h>

enum { MAX_LIMIT = 1000, MAX_TAGS = 500 };

/* What forms send for a field that nobody filled in is no value. */
static const char *given(const struct query *q, const char *name)
{
	const char *value = query_get(q, name);

	return value && *value ? value : NULL;
}

/* The place of the word in a NULL-terminated list, or -1. */
static int word_of(const char *const *words, const char *value)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], value) == 0)
			return i;
	return -1;
}

static bool read_type(struct scope *s, const char *value, struct file_query *out)
{
	static const char *const words[] = {
		[FILE_QUERY_FILES] = "file",
		[FILE_QUERY_VERSIONS] = "file-version",
		[FILE_QUERY_FOLDERS] = "folder",
		[FILE_QUERY_ALL] = "all",
		NULL,
	};
	int i = value ? word_of(words, value) : FILE_QUERY_FILES;

	if (i < 0)
		return err_set(s, ERR_INVALID,
			       "Your request contains invalid value for type parameter. Please "
			       "provide "
			       "one of "
			       "the following: file, file-version, folder, all.") ||
		       err_near(s, near_word(s->arena, words, value));
	out->type = (enum file_query_type)i;
	return true;
}

/* The word with its direction; one without a direction is the ascending one. */
static const char *near_sort(struct arena *a, const char *const *words, const char *value)
{
	enum { SORTS = FILE_QUERY_BY_RELEVANCE + 1 };
	const char *both[2 * SORTS + 1] = { NULL };
	struct near bare = near_to(value);

	for (size_t i = 0; words[i] && i < SORTS; i++) {
		both[2 * i] = arena_printf(a, "ASC_%s", words[i]);
		both[2 * i + 1] = arena_printf(a, "DESC_%s", words[i]);
		near_offer(&bare, words[i]);
	}
	return bare.text ? arena_printf(a, "ASC_%s", bare.text) : near_word(a, both, value);
}

static bool read_sort(struct scope *s, const char *value, struct file_query *out)
{
	static const char *const words[] = {
		[FILE_QUERY_BY_CREATED] = "CREATED",
		[FILE_QUERY_BY_UPDATED] = "UPDATED",
		[FILE_QUERY_BY_NAME] = "NAME",
		[FILE_QUERY_BY_HEIGHT] = "HEIGHT",
		[FILE_QUERY_BY_WIDTH] = "WIDTH",
		[FILE_QUERY_BY_SIZE] = "SIZE",
		[FILE_QUERY_BY_DURATION] = "DURATION",
		[FILE_QUERY_BY_ORIGINAL_DATE] = "ORIGINAL_CREATION_DATE",
		[FILE_QUERY_BY_RELEVANCE] = "RELEVANCE",
		NULL,
	};

	if (!value)
		return true;
	out->descending = text_starts(value, "DESC_");
	bool ascending = text_starts(value, "ASC_");
	int i = -1;
	if (out->descending || ascending)
		i = word_of(words, value + (ascending ? 4 : 5));
	if (i < 0)
		return err_set(s, ERR_INVALID,
			       "Your request contains invalid value for sort parameters.") ||
		       err_near(s, near_sort(s->arena, words, value));
	out->sort = (enum file_query_sort)i;
	return true;
}

/* With folders, neither tags nor fileType says anything. */
static bool read_folders(struct scope *s, const char *value, struct file_query *out)
{
	out->with_folders = value && strcmp(value, "true") == 0;
	return !value || out->with_folders || strcmp(value, "false") == 0 ||
	       err_set(s, ERR_INVALID,
		       "Your request contains invalid value for includeFolder parameter.");
}

static bool read_kind(struct scope *s, const char *value, struct file_query *out)
{
	static const char *const words[] = {
		[FILE_QUERY_ANY_KIND] = "all",
		[FILE_QUERY_IMAGES] = "image",
		[FILE_QUERY_NON_IMAGES] = "non-image",
		NULL,
	};
	bool counts = value && !out->with_folders;
	int i = counts ? word_of(words, value) : FILE_QUERY_ANY_KIND;

	if (i < 0)
		return err_set(s, ERR_INVALID,
			       "Your request contains invalid value for fileType parameter. Please "
			       "provide one of the following: all, image, non-image.") ||
		       err_near(s, near_word(s->arena, words, value));
	out->kind = (enum file_query_kind)i;
	return true;
}

static bool read_number(
	struct scope *s, const char *name, const char *value, int64_t otherwise, int64_t *out)
{
	*out = otherwise;
	return !value || text_int(view_of(value), out) ||
	       err_set(s, ERR_INVALID,
		       "The value of %s parameter should be a number. Value sent is %s.", name,
		       value);
}

static bool read_page(struct scope *s, const struct query *q, struct file_query *out)
{
	if (!read_number(s, "skip", given(q, "skip"), 0, &out->skip) ||
		!read_number(s, "limit", given(q, "limit"), MAX_LIMIT, &out->limit))
		return false;
	if (out->skip < 0)
		return err_set(s, ERR_INVALID,
			"The value of skip parameter should be greater than or equal to 0. Value "
			"sent is "
			"%" PRId64 ".",
			out->skip);
	if (out->limit < 1)
		return err_set(s, ERR_INVALID,
			"Minimum value of limit parameter is 1. Value sent is %" PRId64 ".",
			out->limit);
	if (out->limit > MAX_LIMIT)
		return err_set(s, ERR_INVALID,
			"Maximum value of limit parameter is 1000. Value sent is %" PRId64 ".",
			out->limit);
	return true;
}

static bool read_filters(struct scope *s, const struct query *q, struct file_query *out)
{
	const char *path = given(q, "path"), *tags = given(q, "tags");
	struct tag_list list = { 0 };

	out->name = given(q, "name");
	/* The path is matched as it is: cleaning would turn an unknown folder into a known one. */
	if (path)
		out->folder_path = path_rules_normal(s->arena, path);
	if (tags && !out->with_folders)
		tag_rules_split(s->arena, tags, &list);
	if (list.count > MAX_TAGS)
		return err_set(s, ERR_INVALID,
			"Your request contains invalid value for tags parameter. At most %d are "
			"allowed.",
			MAX_TAGS);
	out->tags = list.names;
	out->tag_count = list.count;
	return true;
}

/* A search disables the parameters type, tags and name; path and fileType still apply. */
static bool read_search(
	struct emulator *e, struct req *rq, struct db *db, const char *text, struct file_query *out)
{
	if (!text)
		return true;
	out->name = NULL;
	out->tag_count = 0;
	return search_ops_read(e, db, rq->scope, rq->account, text, out);
}

static bool read_query(struct emulator *e, struct req *rq, struct db *db, struct file_query *out)
{
	struct scope *s = rq->scope;
	struct query q;

	*out = (struct file_query){
		.indexed_until = search_ops_indexed_until(e, rq->account),
	};
	return query_parse(s, rq->query, &q) && read_type(s, given(&q, "type"), out) &&
	       read_folders(s, given(&q, "includeFolder"), out) &&
	       read_sort(s, given(&q, "sort"), out) && read_kind(s, given(&q, "fileType"), out) &&
	       read_page(s, &q, out) && read_filters(s, &q, out) &&
	       read_search(e, rq, db, given(&q, "searchQuery"), out);
}

struct waiter {
	const struct req *rq;
	int64_t since_us;
};

static bool is_awaited(void *arg)
{
	const struct waiter *w = arg;

	return req_is_awaited(w->rq, w->since_us);
}

static bool write_list(struct emulator *e, struct req *rq, struct db *db, struct asset_list *list)
{
	struct waiter waiter = { rq, clock_monotonic_us() };
	const struct list_reader reader = { asset_list_add, list, is_awaited, &waiter };
	struct file_query query;

	return read_query(e, rq, db, &query) &&
	       list_store_each(db, rq->scope, rq->account->row, &query, &reader);
}

/* The connection goes back before the answer is sent, which takes as long as the client likes. */
bool list_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct asset_list list = asset_list_init(e, rq->scope, public_url_base(e, rq, rq->account));
	struct db *db;

	if (!db_pool_take(e->db, rq->scope, &db))
		return false;
	bool ok = write_list(e, rq, db, &list);
	db_pool_give(e->db, db);
	return ok && asset_list_end(&list) && answer_spool(rq, rp, &list.out);
}
