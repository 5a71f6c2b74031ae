/* `imagekit-emulator healthcheck`: is the server ready? */
#ifndef HEALTHCHECK_H
#define HEALTHCHECK_H

#include "config/config.h"

/* Asks the server that the configuration describes, once or, with `wait`, until it is ready or `timeout` is
 * over. False: the scope says why. */
NODISCARD bool healthcheck(struct scope *s, const struct config *config);

#endif
