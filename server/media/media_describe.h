/* The facts of an image that need its pixels. */
#ifndef MEDIA_MEDIA_DESCRIBE_H
#define MEDIA_MEDIA_DESCRIBE_H

#include "base/scope.h"
#include "model/media_facts.h"

/* As media_probe_file(), but the first frame is decoded whole: false also when pixels of it are missing
 * or damaged. */
NODISCARD bool media_describe_file(
	struct scope *s, int fd, int64_t max_pixels, struct media_description *out);

#endif
