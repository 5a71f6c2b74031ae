/* The facts of an image from its header; no pixel is decoded. */
#ifndef MEDIA_MEDIA_PROBE_H
#define MEDIA_MEDIA_PROBE_H

#include "base/scope.h"
#include "model/media_facts.h"

/* Reads the regular file behind fd, which stays the caller's and whose position does not move.
 * `max_pixels` bounds width * height * frames. False: ERR_INVALID with a sentence for the user. A
 * file that is cut while it is read ends the process (SIGBUS). */
NODISCARD bool media_probe_file(
	struct scope *s, int fd, int64_t max_pixels, struct media_facts *out);

#endif
