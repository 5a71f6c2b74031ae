/* Files that a seed names by their path. */
#ifndef STATE_SEED_OPEN_H
#define STATE_SEED_OPEN_H

#include "seed/seed.h"

/* Opens the regular file for reading; the descriptor is the caller's. -1: ERR_INVALID, without the place in the
 * document. A confined document reaches what lies in its folder and nothing else, not even through links. */
int seed_open_path(struct scope *s, const struct seed_document *d, const char *path);

#endif
