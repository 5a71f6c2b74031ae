/* What ffprobe says of a video, read from its JSON. */
#ifndef RENDER_VIDEO_FACTS_H
#define RENDER_VIDEO_FACTS_H

#include "base/scope.h"

enum { VIDEO_FACTS_MAX_CODEC = 32 }; /* bytes in the name of a codec */

struct video_facts {
	int64_t width, height; /* of the first stream of pictures; 0 when there is none */
	int64_t bit_rate; /* of that stream, or of the sound where there is none, bits a second; 0 when unknown */
	double duration; /* seconds; 0 when unknown */
	const char *audio_codec,
		*video_codec; /* ffmpeg's names, such as aac and h264; NULL: none */
	const char
		*embedded_json; /* an object for `embeddedMetadata`; NULL: it has nothing to say */
};

/* `text` is what `ffprobe -print_format json` wrote about format and streams. A value that cannot be
 * believed counts as unknown. False: ERR_INVALID, the text is not JSON of that shape, or tells of no
 * stream of pictures or sound. Texts in `out` live in the arena. */
NODISCARD bool video_facts_read(
	struct scope *s, const char *text, size_t len, struct video_facts *out);

#endif
