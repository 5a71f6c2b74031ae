/* What ffprobe says of a video, read from its JSON. */
#ifndef RENDER_VIDEO_FACTS_H
#define RENDER_VIDEO_FACTS_H

#include "base/scope.h"
#include "model/media_facts.h"

enum { VIDEO_FACTS_MAX_CODEC = 32 }; /* bytes in the name of a codec */

/* `text` is what `ffprobe -print_format json` wrote about format and streams. A value that cannot be
 * believed counts as unknown. False: ERR_INVALID, the text is not JSON of that shape, or tells of no
 * stream of pictures or sound. Texts in `out` live in the arena. */
NODISCARD bool video_facts_read(
	struct scope *s, const char *text, size_t len, struct media_facts *out);

#endif
