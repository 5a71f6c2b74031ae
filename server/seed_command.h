/* `imagekit-emulator seed check FILE...` */
#ifndef SEED_COMMAND_H
#define SEED_COMMAND_H

#include "config/config.h"

/* Loads the configuration's seeds into a library that is thrown away, and prints what they hold, or what is wrong
 * with the first one that is. Returns the status of the process. */
int seed_command_check(struct scope *s, const struct config *config, const char *program);

#endif
