/* Threads that are made when they are needed and go when they are not. Shared by the files of http/ alone. */
#ifndef HTTP_CREW_H
#define HTTP_CREW_H

#include "base/base.h"

struct crew;

struct crew_work {
	/* Called by many threads at once: waits up to so long (-1: for ever) for something to do and says
	 * what it is. False when nothing came, and at once when the crew is to end. */
	bool (*wait)(void *ctx, int ms, uint64_t *what);
	void (*serve)(void *ctx, uint64_t what);
	void *ctx;
};

/* At most `most` threads work at once. One is made now, the next when all of them are busy. NULL: the
 * system gives no thread. */
struct crew *crew_new(int most, const struct crew_work *work);

/* While the calling thread only waits for somebody outside, another one may work in its place: between
 * the two calls it does not count. */
void crew_aside(struct crew *c);
void crew_back(struct crew *c);

/* How many threads may be taken by work that will mostly wait: none when many are busy, or, where it is pressing,
 * when very many wait already. */
int crew_spare(struct crew *c, bool pressing);

/* Waits for the end of all threads, which comes as soon as wait() and serve() have returned. NULL is fine. */
void crew_free(struct crew *c);

#endif
