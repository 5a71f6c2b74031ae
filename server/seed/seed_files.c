/* A file is written with the members of its one version beside its own, or with an array of versions: the
 * same rows read both. */
#include "seed/seed_files.h"

#include "json/json_write.h"
#include "model/coordinates.h"
#include "model/field.h"
#include "model/tag_rules.h"
#include "seed/seed_clean.h"
#include "seed/seed_source.h"

#include <string.h>

enum {
	MAX_TAGS = 16 * 1024,
	MAX_TEXT = 1024 * 1024 /* bytes; no body that the API takes holds a longer one */
}; /* bytes of JSON; a character has at most six, and each tag three more */

static const int64_t max_number = INT64_C(1000000000);

struct words {
	struct seed_file file;
	struct seed_version version;
	const struct json_value *versions, *content, *tags;
	const char *created_at, *updated_at;
};

enum row {
	ROW_PATH,
	ROW_NEXT,
	ROW_VERSIONS,
	ROW_ID, /* from here on: of a version as well */
	ROW_CREATED,
	ROW_NUMBER, /* from here on: of a version alone */
	ROW_KEY,
	ROW_CONTENT,
	ROW_TAGS,
	ROW_METADATA,
	ROW_COORDINATES,
	ROW_DESCRIPTION,
	ROW_PRIVATE,
	ROW_PUBLISHED,
	ROW_UPDATED,
	ROW_CURRENT,
	ROW_COUNT,
};

/* clang-format off */
static const struct json_field fields[ROW_COUNT] = {
	[ROW_PATH] = { "path", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct words, file.path), 1, 65536, NULL },
	[ROW_NEXT] = { "nextVersionNumber", JSON_FIELD_INT, 0, offsetof(struct words, file.next_number), 1, max_number, NULL },
	[ROW_VERSIONS] = { "versions", JSON_FIELD_VALUE, 0, offsetof(struct words, versions), 0, 0, NULL },
	[ROW_ID] = { "id", JSON_FIELD_TEXT, 0, offsetof(struct words, version.id), 1, SEED_VALUE_MAX_ID, NULL },
	[ROW_CREATED] = { "createdAt", JSON_FIELD_TEXT, 0, offsetof(struct words, created_at), 0, 0, NULL },
	[ROW_NUMBER] = { "number", JSON_FIELD_INT, 0, offsetof(struct words, version.number), 1, max_number, NULL },
	[ROW_KEY] = { "versionKey", JSON_FIELD_TEXT, 0, offsetof(struct words, version.key), 1, SEED_VALUE_MAX_ID, NULL },
	[ROW_CONTENT] = { "content", JSON_FIELD_VALUE, 0, offsetof(struct words, content), 0, 0, NULL },
	[ROW_TAGS] = { "tags", JSON_FIELD_VALUE, JSON_NULLABLE, offsetof(struct words, tags), 0, 0, NULL },
	[ROW_METADATA] = { "customMetadata", JSON_FIELD_VALUE, JSON_NULLABLE, offsetof(struct words, version.custom_metadata), 0, 0, NULL },
	[ROW_COORDINATES] = { "customCoordinates", JSON_FIELD_TEXT, JSON_NULLABLE, offsetof(struct words, version.custom_coordinates), 0, 0, NULL },
	[ROW_DESCRIPTION] = { "description", JSON_FIELD_TEXT, JSON_NULLABLE, offsetof(struct words, version.description), 0, MAX_TEXT, NULL },
	[ROW_PRIVATE] = { "isPrivateFile", JSON_FIELD_BOOL, 0, offsetof(struct words, version.is_private), 0, 0, NULL },
	[ROW_PUBLISHED] = { "isPublished", JSON_FIELD_BOOL, 0, offsetof(struct words, version.is_published), 0, 0, NULL },
	[ROW_UPDATED] = { "updatedAt", JSON_FIELD_TEXT, 0, offsetof(struct words, updated_at), 0, 0, NULL },
	[ROW_CURRENT] = { "current", JSON_FIELD_BOOL, 0, offsetof(struct words, version.is_current), 0, 0, NULL },
};
/* clang-format on */
static const struct json_shape file_shape = { fields, ROW_COUNT, false };
static const struct json_shape version_shape = { fields + ROW_ID, ROW_COUNT - ROW_ID, false };

static bool check_tag(struct seed_reader *r, const struct json_value *v)
{
	const char *tag = json_text_of(v);

	if (!tag)
		return seed_refuse(r->s, r->document, v, "must be a string");
	return !strchr(tag, '%') || seed_refuse(r->s, r->document, v, "must have no %% in it");
}

static bool read_tags(
	struct seed_reader *r, const struct json_value *array, struct seed_version *out)
{
	struct strbuf text = strbuf_init(r->s->arena, MAX_TAGS);
	struct json_writer w = json_writer(&text);
	size_t sum = 0;

	if (!array || (json_kind_of(array) == JSON_ARRAY && json_count(array) == 0))
		return true;
	if (json_kind_of(array) != JSON_ARRAY)
		return seed_refuse(r->s, r->document, array, "must be an array of strings");
	json_open_array(&w, NULL);
	for (const struct json_value *v = json_first(array); v; v = json_next(v)) {
		if (!check_tag(r, v))
			return false;
		sum += tag_rules_length(json_text_of(v));
		if (sum > TAG_RULES_MAX_LENGTH)
			return seed_refuse(r->s, r->document, array,
				"must be at most %d characters in all", TAG_RULES_MAX_LENGTH);
		json_put_text(&w, NULL, json_text_of(v));
	}
	json_close_array(&w);
	out->tags_json = strbuf_text(&text);
	return true;
}

/* A value, or what a list of them holds. */
static bool check_value(struct seed_reader *r, const struct json_value *v)
{
	const char *text = json_text_of(v);

	if (text && strlen(text) > MAX_TEXT)
		return seed_refuse(r->s, r->document, v, "must be at most %d bytes", MAX_TEXT);
	if (json_kind_of(v) != JSON_ARRAY)
		return true;
	if (json_count(v) > FIELD_SCHEMA_MAX_OPTIONS)
		return seed_refuse(r->s, r->document, v, "must be at most %d values",
			FIELD_SCHEMA_MAX_OPTIONS);
	for (const struct json_value *item = json_first(v); item; item = json_next(item))
		if (json_kind_of(item) != JSON_ARRAY && !check_value(r, item))
			return false;
	return true;
}

/* What the fields say of them is asked when they are loaded; here, that there are no more than files can have. */
static bool check_metadata(struct seed_reader *r, const struct json_value *object)
{
	if (!object)
		return true;
	if (json_kind_of(object) != JSON_OBJECT)
		return seed_refuse(r->s, r->document, object, "must be an object");
	if (json_count(object) > FIELD_MAX_VALUES)
		return seed_refuse(
			r->s, r->document, object, "must be at most %d values", FIELD_MAX_VALUES);
	for (const struct json_value *v = json_first(object); v; v = json_next(v))
		if (!check_value(r, v))
			return false;
	return true;
}

/* What the members of one version say, wherever they stand. */
static bool finish_version(
	struct seed_reader *r, const struct json_value *v, const char *path, struct words *words)
{
	struct seed_version *out = &words->version;

	out->at = v;
	if (!words->content)
		return seed_refuse(r->s, r->document, v, "content is required");
	if (!check_metadata(r, out->custom_metadata))
		return false;
	if (out->custom_coordinates && !coordinates_valid(out->custom_coordinates))
		return seed_refuse_member(r->s, r->document, v, "customCoordinates",
			"must be x,y,width,height in whole numbers");
	return seed_value_id(r, v, "id", out->id) && seed_value_id(r, v, "versionKey", out->key) &&
	       seed_value_time(r, v, "createdAt", words->created_at, &out->stored_at) &&
	       seed_value_time(r, v, "updatedAt", words->updated_at, &out->updated_at) &&
	       read_tags(r, words->tags, out) &&
	       seed_source_read(r, words->content, path, &out->content);
}

static bool read_version(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct seed_version *out = item;
	struct words words = { .version.is_published = true };
	uint64_t seen;

	if (!seed_value_object(r, v, &version_shape, &words, &seen) ||
		!finish_version(r, v, ctx, &words))
		return false;
	*out = words.version;
	return true;
}

/* The one that says so is current, else the last. */
static bool choose_current(struct seed_reader *r, struct seed_file *f)
{
	size_t chosen = f->version_count;

	for (size_t i = 0; i < f->version_count; i++) {
		const struct seed_version *v = &f->versions[i];
		if (v->is_current && chosen < f->version_count)
			return seed_refuse_member(r->s, r->document, v->at, "current",
				"only one version can be the current one");
		if (v->is_current)
			chosen = i;
	}
	if (chosen == f->version_count)
		f->versions[f->version_count - 1].is_current = true;
	return true;
}

/* Oldest first: their numbers ascend, those left out follow the one before. */
static bool check_numbers(struct seed_reader *r, const struct seed_file *f)
{
	int64_t last = 0;

	for (size_t i = 0; i < f->version_count; i++) {
		const struct seed_version *v = &f->versions[i];
		if (v->number != 0 && v->number <= last)
			return seed_refuse_member(r->s, r->document, v->at, "number",
				"must be above %lld, that of the version before", (long long)last);
		last = v->number != 0 ? v->number : last + 1;
	}
	return f->next_number == 0 || f->next_number > last ||
	       seed_refuse_member(r->s, r->document, f->at, "nextVersionNumber",
		       "must be above %lld, the highest there is", (long long)last);
}

/* With `versions`, what belongs to one of them stands there. */
static bool read_versions(
	struct seed_reader *r, const struct words *words, uint64_t seen, struct seed_file *f)
{
	struct seed_list list;

	for (enum row row = ROW_NUMBER; row < ROW_COUNT; row++)
		if (seen >> row & 1)
			return seed_refuse_member(r->s, r->document, f->at, fields[row].name,
				"must stand in one of the versions");
	if (!seed_value_list(
		    r, words->versions, sizeof(*f->versions), read_version, f->path, &list))
		return false;
	if (list.count == 0)
		return seed_refuse(
			r->s, r->document, words->versions, "must have one version at least");
	f->versions = list.items;
	f->version_count = list.count;
	return choose_current(r, f);
}

/* The file's id is the first version's as well, and its time is when the bytes of its one version came. */
static bool read_only_version(struct seed_reader *r, struct words *words, struct seed_file *f)
{
	struct seed_version *version = arena_alloc(r->s->arena, sizeof(*version));

	if (!finish_version(r, f->at, f->path, words))
		return false;
	*version = words->version;
	version->id = NULL;
	version->is_current = true;
	f->versions = version;
	f->version_count = 1;
	return true;
}

static bool read_file(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct words words = { .version.is_published = true };
	struct seed_file *f = item;
	uint64_t seen;

	(void)ctx;
	if (!seed_value_object(r, v, &file_shape, &words, &seen))
		return false;
	*f = words.file;
	f->at = v;
	f->id = words.version.id;
	if (!seed_clean_file(r, v, f->path) || !seed_value_id(r, v, "id", f->id) ||
		!seed_value_time(r, v, "createdAt", words.created_at, &f->created_at))
		return false;
	if (words.versions)
		return read_versions(r, &words, seen, f) && check_numbers(r, f);
	if (seen >> ROW_CURRENT & 1)
		return seed_refuse_member(
			r->s, r->document, v, "current", "must stand in one of several versions");
	return read_only_version(r, &words, f) && check_numbers(r, f);
}

/* Ids of versions, those that follow from their file's included. */
static bool check_version_ids(struct seed_reader *r, const struct seed_account *account)
{
	size_t count = 0, n = 0;

	for (size_t i = 0; i < account->file_count; i++)
		count += account->files[i].version_count;
	struct seed_version *versions = arena_alloc(r->s->arena, count * sizeof(*versions));
	for (size_t i = 0; i < account->file_count; i++) {
		const struct seed_file *f = &account->files[i];
		for (size_t j = 0; j < f->version_count; j++) {
			versions[n] = f->versions[j];
			if (j == 0 && !versions[n].id)
				versions[n].id = f->id;
			n++;
		}
	}
	const struct seed_column ids = { versions, count, sizeof(*versions),
		offsetof(struct seed_version, at), offsetof(struct seed_version, id), "id" };
	return seed_value_unique(r, &ids);
}

bool seed_files_read(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out)
{
	struct seed_list list;

	if (!seed_value_list(r, array, sizeof(*out->files), read_file, NULL, &list))
		return false;
	out->files = list.items;
	out->file_count = list.count;
	const struct seed_column paths = { list.items, list.count, sizeof(*out->files),
		offsetof(struct seed_file, at), offsetof(struct seed_file, path), "path" };
	struct seed_column ids = paths;
	ids.text = offsetof(struct seed_file, id);
	ids.name = "id";
	return seed_value_unique(r, &paths) && seed_value_unique(r, &ids) &&
	       check_version_ids(r, out);
}

struct folder_words {
	struct seed_folder folder;
	const char *created_at, *updated_at;
};

/* clang-format off */
static const struct json_field folder_fields[] = {
	{ "path", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct folder_words, folder.path), 1, 65536, NULL },
	{ "id", JSON_FIELD_TEXT, 0, offsetof(struct folder_words, folder.id), 1, SEED_VALUE_MAX_ID, NULL },
	{ "createdAt", JSON_FIELD_TEXT, 0, offsetof(struct folder_words, created_at), 0, 0, NULL },
	{ "updatedAt", JSON_FIELD_TEXT, 0, offsetof(struct folder_words, updated_at), 0, 0, NULL },
};
/* clang-format on */
static const struct json_shape folder_shape = { folder_fields, ARRAY_LEN(folder_fields), false };

static bool read_folder(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct folder_words words = { 0 };
	struct seed_folder *out = item;
	uint64_t seen;

	(void)ctx;
	if (!seed_value_object(r, v, &folder_shape, &words, &seen))
		return false;
	*out = words.folder;
	out->at = v;
	return seed_clean_folder(r, v, out->path) && seed_value_id(r, v, "id", out->id) &&
	       seed_value_time(r, v, "createdAt", words.created_at, &out->created_at) &&
	       seed_value_time(r, v, "updatedAt", words.updated_at, &out->updated_at);
}

bool seed_files_folders(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out)
{
	struct seed_list list;

	if (!seed_value_list(r, array, sizeof(*out->folders), read_folder, NULL, &list))
		return false;
	out->folders = list.items;
	out->folder_count = list.count;
	const struct seed_column paths = { list.items, list.count, sizeof(*out->folders),
		offsetof(struct seed_folder, at), offsetof(struct seed_folder, path), "path" };
	struct seed_column ids = paths;
	ids.text = offsetof(struct seed_folder, id);
	ids.name = "id";
	return seed_value_unique(r, &paths) && seed_value_unique(r, &ids);
}
