/* The server's side of image work: helper processes that read and make images so that the server never has to.
 * A file that kills or hangs a helper costs that one request an answer and the pool a restart. */
#ifndef RENDER_MEDIA_POOL_H
#define RENDER_MEDIA_POOL_H

#include "base/scope.h"
#include "model/media_facts.h"
#include "wire/media_picture.h"

struct media_pool;

struct media_limits {
	int workers; /* helpers that may run at once, and one more, see turns.h; started on first use */
	int deadline_ms;    /* for one request; then the helper is killed */
	int64_t max_pixels; /* width * height * frames that a file may declare */
	int64_t max_memory; /* bytes of address space a helper may hold */
};

/* `helper` is the path of the executable; the first request starts it. Never fails: a helper that
 * cannot be started is an error of the request that wanted it. */
struct media_pool *media_pool_new(const char *helper, const struct media_limits *limits);

/* Ends the helpers (by id) and waits for them. NULL is fine. */
void media_pool_free(struct media_pool *p);

/* Reads the facts of the image behind `fd` (a regular file, its position does not matter; still the
 * caller's). False: ERR_INVALID with a sentence about the file (not an image, cut short, too many
 * pixels, too slow, crashed its reader), or ERR_UNAVAILABLE when no helper is free or can be started
 * within deadline_ms. A reused helper that breaks down is replaced and the image tried once more, so
 * that no image pays for the one before it. Who waits for a helper gets a turn by s->account. Thread-safe. */
NODISCARD bool media_pool_probe(
	struct media_pool *p, struct scope *s, int fd, struct media_facts *out);

/* The same for what needs the pixels, which are decoded: a file that is cut short or damaged in its
 * pixels is ERR_INVALID here, while a probe may not see it. */
NODISCARD bool media_pool_describe(
	struct media_pool *p, struct scope *s, int fd, struct media_description *out);

/* Makes the picture and leaves `fd`, an empty regular file (or one in memory) that is open for reading and
 * writing, with its bytes and its position at 0; the same picture has the same bytes each time. Until it is
 * made the file is about as large as the pixels. False: ERR_INVALID with a sentence for a picture that
 * cannot be made (limits: media_picture.h) or takes too long, ERR_UNAVAILABLE when there is no helper or no
 * room for the file; what `fd` has then is of no use. */
NODISCARD bool media_pool_generate(
	struct media_pool *p, struct scope *s, const struct media_picture *picture, int fd);

#endif
