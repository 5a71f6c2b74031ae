/* Members in the order in which the service sends them. */
#include "view/metadata_view.h"

static void put_sides(struct json_writer *w, const struct metadata *m)
{
	if (m->width > 0 && m->height > 0) {
		json_put_int(w, "height", m->height);
		json_put_int(w, "width", m->width);
	}
}

static void put_image(struct json_writer *w, const struct metadata *m)
{
	put_sides(w, m);
	json_put_int(w, "size", m->size);
	json_put_text(w, "format", m->format);
	json_put_bool(w, "hasColorProfile", m->has_color_profile);
	/* The service sends 0 for every image. */
	json_put_int(w, "quality", 0);
	json_put_int(w, "density", m->density);
	json_put_bool(w, "hasTransparency", m->has_transparency);
	json_put_text(w, "pHash", m->phash);
	json_put_raw(w, "exif", m->exif_json);
}

static void put_video(struct json_writer *w, const struct metadata *m)
{
	put_sides(w, m);
	if (m->bit_rate > 0)
		json_put_int(w, "bitRate", m->bit_rate);
	if (m->duration > 0)
		json_put_number(w, "duration", m->duration);
	if (m->audio_codec)
		json_put_text(w, "audioCodec", m->audio_codec);
	if (m->video_codec)
		json_put_text(w, "videoCodec", m->video_codec);
	json_put_int(w, "size", m->size);
}

void metadata_view_write(struct json_writer *w, const char *key, const struct metadata *m)
{
	json_open_object(w, key);
	switch (m->kind) {
	case METADATA_NONE:
		break;
	case METADATA_IMAGE:
		put_image(w, m);
		break;
	case METADATA_VIDEO:
		put_video(w, m);
		break;
	}
	json_close_object(w);
}
