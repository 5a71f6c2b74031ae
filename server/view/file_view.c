/* Members in the order in which the service sends them. */
#include "view/file_view.h"

#include "base/date_text.h"
#include "base/encode.h"
#include "view/media_view.h"
#include "view/metadata_view.h"

#include <inttypes.h>
#include <string.h>

/* Delivery URL without a query. */
static const char *url_of(
	struct arena *a, const struct file *f, const char *base, const char *prefix)
{
	const char *folder = strcmp(f->folder_path, "/") == 0 ? "" : f->folder_path;

	return arena_printf(a, "%s%s%s/%s", base, prefix, encode_percent(a, folder, "/"),
		encode_percent(a, f->name, ""));
}

static const char *file_path(struct arena *a, const struct file *f)
{
	const char *folder = strcmp(f->folder_path, "/") == 0 ? "" : f->folder_path;

	return arena_printf(a, "%s/%s", folder, f->name);
}

static void put_json_or_null(struct json_writer *w, const char *key, const char *json)
{
	if (json)
		json_put_raw(w, key, json);
	else
		json_put_null(w, key);
}

static void put_version(struct json_writer *w, const struct file *f)
{
	json_open_object(w, "versionInfo");
	json_put_text(w, "id", f->version_id);
	json_put_text(w, "name", arena_printf(w->out->arena, "Version %" PRId64, f->version_no));
	json_close_object(w);
}

/* `json` NULL: nobody set any. */
static void put_custom_metadata(struct json_writer *w, const char *json)
{
	json_put_raw(w, "customMetadata", json ? json : "{}");
}

/* The members that every image has, as far as the file says nothing else itself. */
static void put_derived_metadata(struct json_writer *w, const struct file *f)
{
	const struct media_facts *c = &f->content.facts;
	const char *said = c->embedded_json, *stored = date_text_iso(w->out->arena, f->stored_at);
	bool png = strcmp(f->content.mime, "image/png") == 0;

	if (png && !json_has_member(said, "ImageWidth"))
		json_put_int(w, "ImageWidth", c->width);
	if (png && !json_has_member(said, "ImageHeight"))
		json_put_int(w, "ImageHeight", c->height);
	if (!json_has_member(said, "XResolution"))
		json_put_number(w, "XResolution", c->x_resolution > 0 ? c->x_resolution : 72);
	if (!json_has_member(said, "YResolution"))
		json_put_number(w, "YResolution", c->y_resolution > 0 ? c->y_resolution : 72);
	if (!json_has_member(said, "DateCreated"))
		json_put_text(w, "DateCreated", stored);
	if (!json_has_member(said, "DateTimeCreated"))
		json_put_text(w, "DateTimeCreated", stored);
}

/* What the file says of itself, and what the service derives for every image. */
static void put_embedded_metadata(struct json_writer *w, const struct file *f)
{
	json_open_object(w, "embeddedMetadata");
	if (f->content.is_image)
		put_derived_metadata(w, f);
	json_put_members(w, f->content.facts.embedded_json);
	json_close_object(w);
}

static void put_urls(struct json_writer *w, const struct file *f, const char *base)
{
	struct arena *a = w->out->arena;
	const char *url = url_of(a, f, base, "");
	const char *version =
		f->is_current ? "" : arena_printf(a, "ik-obj-version=%s&", f->delivery_key);

	url = arena_printf(a, "%s?%supdatedAt=%" PRId64, url, version, f->updated_at);
	json_put_text(w, "url", url);
	json_put_text(w, "thumbnail", arena_printf(a, "%s&tr=n-ik_ml_thumbnail", url));
}

void file_view_write(struct json_writer *w, const struct file *f, const char *base)
{
	struct arena *a = w->out->arena;
	const struct file_attributes *attributes = &f->attributes;

	json_open_object(w, NULL);
	json_put_text(w, "type", f->is_current ? "file" : "file-version");
	json_put_text(w, "name", f->name);
	json_put_text(w, "createdAt", date_text_iso(a, f->created_at));
	json_put_text(w, "updatedAt", date_text_iso(a, f->updated_at));
	json_put_text(w, "fileId", f->id);
	put_json_or_null(w, "tags", attributes->tags_json);
	json_put_null(w, "AITags");
	put_version(w, f);
	put_embedded_metadata(w, f);
	json_put_text(w, "customCoordinates", attributes->custom_coordinates);
	put_custom_metadata(w, attributes->custom_json);
	json_put_bool(w, "isPrivateFile", attributes->is_private);
	json_put_bool(w, "isPublished", attributes->is_published);
	put_urls(w, f, base);
	json_put_text(w, "fileType", f->content.is_image ? "image" : "non-image");
	json_put_text(w, "filePath", file_path(a, f));
	media_view_put_sides(w, f->content.facts.width, f->content.facts.height);
	json_put_int(w, "size", f->content.size);
	if (f->content.is_image)
		json_put_bool(w, "hasAlpha", f->content.facts.has_alpha);
	json_put_text(w, "mime", f->content.mime);
	media_view_put_video(w, &f->content.facts);
	if (attributes->description)
		json_put_text(w, "description", attributes->description);
	json_close_object(w);
}

void file_view_write_folder(struct json_writer *w, const struct folder *f)
{
	struct arena *a = w->out->arena;

	json_open_object(w, NULL);
	json_put_text(w, "folderId", f->id);
	json_put_text(w, "type", "folder");
	json_put_text(w, "name", f->name);
	json_put_text(w, "folderPath", f->path);
	json_put_text(w, "createdAt", date_text_iso(a, f->created_at));
	json_put_text(w, "updatedAt", date_text_iso(a, f->updated_at));
	put_custom_metadata(w, NULL);
	json_close_object(w);
}

static void put_shown(struct json_writer *w, const struct file *f, const struct upload_shown *shown)
{
	if (shown->custom_coordinates)
		json_put_text(w, "customCoordinates", f->attributes.custom_coordinates);
	if (shown->is_private)
		json_put_bool(w, "isPrivateFile", f->attributes.is_private);
	if (shown->is_published)
		json_put_bool(w, "isPublished", f->attributes.is_published);
	if (shown->custom_metadata)
		put_custom_metadata(w, f->attributes.custom_json);
	if (shown->embedded_metadata)
		put_embedded_metadata(w, f);
}

/* Of images the kind comes before what is known of it, of everything else behind. */
static void put_kind(struct json_writer *w, const struct file *f, const char *base)
{
	const struct media_facts *facts = &f->content.facts;
	bool is_image = f->content.is_image;

	if (is_image)
		json_put_text(w, "fileType", "image");
	media_view_put_sides(w, facts->width, facts->height);
	media_view_put_video(w, facts);
	if (!is_image)
		json_put_text(w, "fileType", "non-image");
	if (facts->orientation > 0)
		json_put_int(w, "orientation", facts->orientation);
	if (is_image)
		json_put_text(
			w, "thumbnailUrl", url_of(w->out->arena, f, base, "/tr:n-ik_ml_thumbnail"));
}

void file_view_write_upload(struct json_writer *w, const struct file *f, const char *base,
	const struct upload_shown *shown, const struct metadata *metadata)
{
	struct arena *a = w->out->arena;

	json_open_object(w, NULL);
	json_put_text(w, "fileId", f->id);
	json_put_text(w, "name", f->name);
	json_put_int(w, "size", f->content.size);
	put_version(w, f);
	json_put_text(w, "filePath", file_path(a, f));
	json_put_text(w, "url", url_of(a, f, base, ""));
	put_kind(w, f, base);
	if (shown->tags)
		put_json_or_null(w, "tags", f->attributes.tags_json);
	json_put_null(w, "AITags");
	put_shown(w, f, shown);
	if (shown->metadata)
		metadata_view_write(w, "metadata", metadata);
	/* An image without one has no such member; clients rely on it of what is none. */
	if (f->attributes.description || !f->content.is_image)
		json_put_text(w, "description", f->attributes.description);
	json_close_object(w);
}
