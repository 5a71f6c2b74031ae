/* Which host names are this server, for those to whom it matters that no other name leads here. */
#ifndef GATE_GATE_HOST_H
#define GATE_GATE_HOST_H

#include "ops/emulator.h"

/* A Host header that it answers to: an address, localhost, or what the options name. */
bool gate_host_knows(const struct emulator *e, const char *host);

#endif
