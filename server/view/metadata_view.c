/* Members in the order in which the service sends them. */
#include "view/metadata_view.h"

#include "view/media_view.h"

static void put_image(struct json_writer *w, int64_t size, const struct media_description *d)
{
	media_view_put_sides(w, d->width, d->height);
	json_put_int(w, "size", size);
	json_put_text(w, "format", d->format);
	json_put_bool(w, "hasColorProfile", d->has_color_profile);
	/* The service sends 0 for every image. */
	json_put_int(w, "quality", 0);
	json_put_int(w, "density", d->density);
	json_put_bool(w, "hasTransparency", d->has_transparency);
	json_put_text(w, "pHash", d->phash);
	json_put_raw(w, "exif", d->exif_json);
}

static void put_video(struct json_writer *w, int64_t size, const struct media_facts *facts)
{
	media_view_put_sides(w, facts->width, facts->height);
	media_view_put_video(w, facts);
	json_put_int(w, "size", size);
}

void metadata_view_write(struct json_writer *w, const char *key, const struct metadata *m)
{
	json_open_object(w, key);
	switch (m->kind) {
	case METADATA_NONE:
		break;
	case METADATA_IMAGE:
		put_image(w, m->size, &m->image);
		break;
	case METADATA_VIDEO:
		put_video(w, m->size, &m->video);
		break;
	}
	json_close_object(w);
}
