/* Wakes one waiting thread: a ring that nobody waits for is kept until somebody does. */
#ifndef BASE_BELL_H
#define BASE_BELL_H

#include "base/base.h"

struct bell;

struct bell *bell_new(void);
void bell_free(struct bell *b); /* nobody may be waiting; NULL is fine */
void bell_ring(struct bell *b);

/* Waits for a ring, or for bell_close(): false from then on. */
bool bell_wait(struct bell *b);

/* The same, but at most `ms` milliseconds. */
bool bell_wait_ms(struct bell *b, int ms);
void bell_close(struct bell *b);
bool bell_closed(struct bell *b);

#endif
