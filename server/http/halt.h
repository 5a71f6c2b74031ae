/* The server's stop, for whatever waits or reads meanwhile. Thread-safe. */
#ifndef HTTP_HALT_H
#define HTTP_HALT_H

#include "base/base.h"

#include <pthread.h>

struct halt {
	pthread_mutex_t lock;
	pthread_cond_t begun;
	bool is_begun;
};

void halt_init(struct halt *h);
void halt_destroy(struct halt *h);

/* From now on every pause is over. */
void halt_begin(struct halt *h);

/* True from the moment that a stop began. */
bool halt_begun(struct halt *h);

/* Holds the calling thread for so long, or until a stop begins: then false. */
bool halt_pause(struct halt *h, int64_t ms);

#endif
