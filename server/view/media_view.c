/* Members in the order in which the service sends them. */
#include "view/media_view.h"

void media_view_put_sides(struct json_writer *w, int64_t width, int64_t height)
{
	if (width > 0 && height > 0) {
		json_put_int(w, "height", height);
		json_put_int(w, "width", width);
	}
}

void media_view_put_video(struct json_writer *w, const struct media_facts *facts)
{
	if (facts->bit_rate > 0)
		json_put_int(w, "bitRate", facts->bit_rate);
	if (facts->duration > 0)
		json_put_number(w, "duration", facts->duration);
	if (facts->audio_codec)
		json_put_text(w, "audioCodec", facts->audio_codec);
	if (facts->video_codec)
		json_put_text(w, "videoCodec", facts->video_codec);
}
