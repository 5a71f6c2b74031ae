/* The requests in progress, and the end of them when the server stops. Shared by the files of http/ alone. */
#ifndef HTTP_PROGRESS_H
#define HTTP_PROGRESS_H

#include "http/conn.h"

struct progress;

/* One request. Zeroed but for the connection, and the caller's. */
struct progress_entry {
	struct conn *conn;
	struct progress_entry *next, **link;
	bool answered; /* somebody has taken the right to answer */
};

struct progress *progress_new(void);
void progress_free(struct progress *p);

/* False when a stop has begun: then the request must not be carried out. */
bool progress_enter(struct progress *p, struct progress_entry *e);
void progress_leave(struct progress *p, struct progress_entry *e);

/* True when the caller may answer; at most one caller is told so. */
bool progress_claim(struct progress *p, struct progress_entry *e);

/* True from the moment that a stop began. */
bool progress_is_stopping(struct progress *p);

/* Holds the thread that serves the connection for so long, or until a stop begins: then false. Another one
 * may work in its place. */
bool progress_pause(struct progress *p, struct conn *c, int64_t ms);

/* Says on the connection that the server stops. Uses nothing that a stop may have ended. */
void progress_refuse(struct conn *c);

/* Begins a stop: waits up to `ms` for what is in progress, then refuses the rest. True when all came to its
 * end. */
bool progress_drain(struct progress *p, int ms);

#endif
