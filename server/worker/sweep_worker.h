/* Background collection of blobs that no version names any more. */
#ifndef WORKER_SWEEP_WORKER_H
#define WORKER_SWEEP_WORKER_H

#include "ops/emulator.h"

struct sweep_worker;

/* Starts the thread: it looks at those blobs of which is known that they may have no name any more, at once and each
 * time that e->garbage rings, and once it counts those without a name of which nobody knows a thing. */
struct sweep_worker *sweep_worker_start(struct emulator *e);

/* Closes the bell and waits until the thread has swept what is left, for half a second at most: what a
 * process leaves does not depend on when it was told to stop. NULL is fine. */
void sweep_worker_stop(struct sweep_worker *w);

#endif
