/* The document itself: its format, its accounts, remote URLs, and what the control plane shall do. */
#include "seed/seed_read.h"

#include "base/text.h"
#include "model/account_id.h"
#include "model/account_key.h"
#include "seed/seed_files.h"
#include "seed/seed_record.h"
#include "seed/seed_source.h"

#include <string.h>

enum { MAX_URL = 65536 };

/* The members of an account, and those that only the document has. */
struct words {
	int64_t format;
	const struct json_value *accounts, *remote;
	const char *id, *private_key, *public_key;
	bool original_date;
	struct seed_control control;
	const struct json_value *folders, *files, *fields, *jobs, *purges, *tokens;
};

enum row {
	ROW_FORMAT,
	ROW_ACCOUNTS,
	ROW_REMOTE,
	ROW_CLOCK, /* from here on: of an account as well */
	ROW_FAULTS,
	ROW_LIMITS,
	ROW_PRIVATE, /* from here on: beside `accounts` they belong to an account all the same */
	ROW_PUBLIC,
	ROW_DATE,
	ROW_FIELDS,
	ROW_FOLDERS,
	ROW_FILES,
	ROW_JOBS,
	ROW_PURGES,
	ROW_TOKENS,
	ROW_ID, /* only in `accounts` */
	ROW_COUNT,
};

/* clang-format off */
static const struct json_field fields[ROW_COUNT] = {
	[ROW_FORMAT] = { "format", JSON_FIELD_INT, 0, offsetof(struct words, format), 0, 0, NULL },
	[ROW_ACCOUNTS] = { "accounts", JSON_FIELD_VALUE, 0, offsetof(struct words, accounts), 0, 0, NULL },
	[ROW_REMOTE] = { "remote", JSON_FIELD_VALUE, 0, offsetof(struct words, remote), 0, 0, NULL },
	[ROW_CLOCK] = { "clock", JSON_FIELD_VALUE, 0, offsetof(struct words, control.clock), 0, 0, NULL },
	[ROW_FAULTS] = { "faults", JSON_FIELD_VALUE, 0, offsetof(struct words, control.faults), 0, 0, NULL },
	[ROW_LIMITS] = { "rateLimits", JSON_FIELD_VALUE, 0, offsetof(struct words, control.rate_limits), 0, 0, NULL },
	[ROW_PRIVATE] = { "privateKey", JSON_FIELD_TEXT, 0, offsetof(struct words, private_key), 1, ACCOUNT_KEY_MAX, NULL },
	[ROW_PUBLIC] = { "publicKey", JSON_FIELD_TEXT, 0, offsetof(struct words, public_key), 1, ACCOUNT_KEY_MAX, NULL },
	[ROW_DATE] = { "originalCreationDate", JSON_FIELD_BOOL, 0, offsetof(struct words, original_date), 0, 0, NULL },
	[ROW_FIELDS] = { "customMetadataFields", JSON_FIELD_VALUE, 0, offsetof(struct words, fields), 0, 0, NULL },
	[ROW_FOLDERS] = { "folders", JSON_FIELD_VALUE, 0, offsetof(struct words, folders), 0, 0, NULL },
	[ROW_FILES] = { "files", JSON_FIELD_VALUE, 0, offsetof(struct words, files), 0, 0, NULL },
	[ROW_JOBS] = { "jobs", JSON_FIELD_VALUE, 0, offsetof(struct words, jobs), 0, 0, NULL },
	[ROW_PURGES] = { "purges", JSON_FIELD_VALUE, 0, offsetof(struct words, purges), 0, 0, NULL },
	[ROW_TOKENS] = { "uploadTokens", JSON_FIELD_VALUE, 0, offsetof(struct words, tokens), 0, 0, NULL },
	[ROW_ID] = { "id", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct words, id), 1, SEED_VALUE_MAX_ID, NULL },
};
/* clang-format on */
static const struct json_shape document_shape = { fields, ROW_ID, false };
static const struct json_shape account_shape = { fields + ROW_CLOCK, ROW_COUNT - ROW_CLOCK, false };

static bool must_be(struct seed_reader *r, const struct json_value *v, enum json_kind kind)
{
	return !v || json_kind_of(v) == kind ||
	       seed_refuse(r->s, r->document, v, "must be %s",
		       kind == JSON_ARRAY ? "an array" : "an object");
}

/* What the calls of the control plane would say of them is said when they are loaded. */
static bool check_control(struct seed_reader *r, const struct seed_control *c)
{
	return must_be(r, c->clock, JSON_OBJECT) && must_be(r, c->faults, JSON_ARRAY) &&
	       must_be(r, c->rate_limits, JSON_OBJECT);
}

/* Known words of what this program does not have. */
static bool refuse_missing(struct seed_reader *r, const struct json_value *object)
{
	static const char *const names[][2] = {
		{ "webhooks", "webhooks are not there yet" },
		{ "namedTransformations", "named transformations are not there yet" },
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct json_value *there = json_member(object, names[i][0]);
		if (there)
			return seed_refuse(r->s, r->document, there, "%s", names[i][1]);
	}
	return true;
}

static bool check_key(
	struct seed_reader *r, const struct json_value *v, const char *name, const char *key)
{
	const char *fault = key ? account_key_fault(view_of(key)) : NULL;

	return !fault || seed_refuse_member(r->s, r->document, v, name, "%s", fault);
}

static bool check_imagekit_id(struct seed_reader *r, const struct json_value *v, const char *id)
{
	const char *fault = id ? account_id_fault(view_of(id)) : NULL;

	return !fault || seed_refuse_member(r->s, r->document, v, "id", "%s", fault);
}

static bool fill_account(struct seed_reader *r, const struct json_value *v,
	const struct words *words, struct seed_account *out)
{
	*out = (struct seed_account){ .at = v,
		.imagekit_id = words->id,
		.private_key = words->private_key,
		.public_key = words->public_key,
		.original_date = words->original_date };
	return check_imagekit_id(r, v, words->id) &&
	       check_key(r, v, "privateKey", words->private_key) &&
	       check_key(r, v, "publicKey", words->public_key) &&
	       seed_record_fields(r, words->fields, out) &&
	       seed_files_folders(r, words->folders, out) &&
	       seed_files_read(r, words->files, out) && seed_record_jobs(r, words->jobs, out) &&
	       seed_record_purges(r, words->purges, out) &&
	       seed_record_tokens(r, words->tokens, out);
}

static bool read_account(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct words words = { 0 };
	struct seed_account *out = item;
	uint64_t seen;

	(void)ctx;
	if (!refuse_missing(r, v) || !seed_value_object(r, v, &account_shape, &words, &seen) ||
		!check_control(r, &words.control) || !fill_account(r, v, &words, out))
		return false;
	out->control = words.control;
	return true;
}

/* An account is found by its id and by either key, so each of them must lead to one account. */
static bool check_accounts(struct seed_reader *r, const struct seed_account *accounts, size_t count)
{
	static const struct seed_column columns[] = {
		{ .text = offsetof(struct seed_account, imagekit_id), .name = "id" },
		{ .text = offsetof(struct seed_account, private_key), .name = "privateKey" },
		{ .text = offsetof(struct seed_account, public_key), .name = "publicKey" },
	};

	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		struct seed_column column = columns[i];
		column.items = accounts;
		column.count = count;
		column.size = sizeof(*accounts);
		column.at = offsetof(struct seed_account, at);
		if (!seed_value_unique(r, &column))
			return false;
	}
	return true;
}

/* The account of the members beside `accounts` comes first, if any are there. */
static bool read_accounts(
	struct seed_reader *r, const struct words *words, uint64_t seen, struct seed *out)
{
	size_t own = seen >> ROW_PRIVATE ? 1 : 0;
	struct seed_list list;

	if (!seed_value_list(r, words->accounts, sizeof(*out->accounts), read_account, NULL, &list))
		return false;
	out->account_count = own + list.count;
	out->accounts = arena_alloc(r->s->arena, out->account_count * sizeof(*out->accounts));
	if (list.count > 0)
		memcpy(out->accounts + own, list.items, list.count * sizeof(*out->accounts));
	if (own && !fill_account(r, r->document->root, words, out->accounts))
		return false;
	return check_accounts(r, out->accounts, out->account_count);
}

static bool read_remote(struct seed_reader *r, const struct json_value *v, struct seed_remote *out)
{
	const char *url = json_name_of(v);

	*out = (struct seed_remote){ .at = v, .url = url };
	if (strlen(url) > MAX_URL ||
		(!text_starts(url, "http://") && !text_starts(url, "https://")))
		return seed_refuse(r->s, r->document, v,
			"must be under a URL that starts with http:// or https://");
	return seed_source_read(r, v, url, &out->content);
}

static bool read_remotes(struct seed_reader *r, const struct json_value *object, struct seed *out)
{
	if (!object)
		return true;
	if (!must_be(r, object, JSON_OBJECT))
		return false;
	out->remotes = arena_alloc(r->s->arena, json_count(object) * sizeof(*out->remotes));
	for (const struct json_value *v = json_first(object); v; v = json_next(v))
		if (!read_remote(r, v, &out->remotes[out->remote_count++]))
			return false;
	return true;
}

/* Before all else: a document of a newer format may have members that nobody here knows. */
static bool check_format(struct seed_reader *r)
{
	const struct json_value *format = json_member(r->document->root, "format");
	int64_t number;

	if (!format || !json_int_of(format, &number) || number == SEED_FORMAT)
		return true; /* what is no whole number is refused with the other members */
	if (number > SEED_FORMAT)
		return seed_refuse(r->s, r->document, format,
			"is newer than this program, which reads format %d", SEED_FORMAT);
	return seed_refuse(r->s, r->document, format, "must be %d", SEED_FORMAT);
}

bool seed_read(struct scope *s, const struct seed_document *d, struct seed *out)
{
	struct seed_reader r = { .s = s, .document = &out->document };
	struct words words = { 0 };
	uint64_t seen;

	*out = (struct seed){ .document = *d };
	if (!json_parse_named(s, d->name, d->text, d->len, &out->document.root) ||
		!check_format(&r) || !refuse_missing(&r, out->document.root) ||
		!seed_value_object(&r, out->document.root, &document_shape, &words, &seen) ||
		!check_control(&r, &words.control))
		return false;
	out->control = words.control;
	return read_accounts(&r, &words, seen, out) && read_remotes(&r, words.remote, out);
}
