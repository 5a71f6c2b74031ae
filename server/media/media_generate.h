/* Makes pictures: the same size, format and seed give the same bytes each time. Another release of an
 * image library may encode the same pixels as other bytes. */
#ifndef MEDIA_MEDIA_GENERATE_H
#define MEDIA_MEDIA_GENERATE_H

#include "base/scope.h"
#include "wire/media_picture.h"

/* Makes the picture and puts it at the beginning of the regular file behind `fd`, which is open for
 * reading and writing, has room for it (see media_picture_room()) and does not grow or shrink; its
 * position does not move. *bytes is how many there are. False: ERR_INVALID with a sentence for the user.
 * A file that is cut meanwhile ends the process (SIGBUS). */
NODISCARD bool media_generate_file(
	struct scope *s, const struct media_picture *p, int fd, int64_t *bytes);

#endif
