/* Where connections are that nobody serves: they are let in, wait without a thread for their next request, and
 * are shown out. Shared by the files of http/ alone. */
#ifndef HTTP_LOBBY_H
#define HTTP_LOBBY_H

#include "base/scope.h"
#include "http/conn.h"
#include "http/listener.h"

struct lobby;

struct lobby_options {
	const struct listener *listener; /* outlives the lobby */
	const struct conn_pace *pace;    /* so does this */
	int64_t most;                    /* connections at once */
};

NODISCARD bool lobby_open(struct scope *s, const struct lobby_options *options, struct lobby **out);

/* Begins to let in. From now on the crew works. */
NODISCARD bool lobby_start(struct scope *s, struct lobby *l, struct crew *crew);

/* The crew's wait(); ctx is the lobby. */
bool lobby_wait(void *ctx, int ms, uint64_t *what);

/* The connection that has something to say, lent to the caller; NULL: it is gone, or there was nothing to
 * it but to be shown out. */
struct conn *lobby_lend(struct lobby *l, uint64_t what);

/* Takes it back until more comes. */
void lobby_await_more(struct lobby *l, struct conn *c);

/* Ends it once the client has read the last answer. */
void lobby_part(struct lobby *l, struct conn *c);

/* True when so many are here that no connection should stay longer than one request. */
bool lobby_is_short(struct lobby *l);

/* Lets nobody in any more and ends all connections, also those that are lent. */
void lobby_shut(struct lobby *l);

/* After lobby_shut(), when no thread of the crew is left. NULL is fine. */
void lobby_free(struct lobby *l);

#endif
