/* Bytes that are read in place of remote URLs: without any network, whatever may be fetched. */
#ifndef OPS_REMOTE_OPS_H
#define OPS_REMOTE_OPS_H

#include "ops/emulator.h"

/* Opens what stands for exactly this URL; the descriptor is the caller's. True when there is something; false
 * without an error in the scope when there is nothing. */
bool remote_ops_open(struct emulator *e, struct scope *s, const char *url, int *fd);

/* What the file at a URL is called: the end of its path, as it stands there; in the arena. */
const char *remote_ops_name(struct arena *a, const char *url);

#endif
