/* From the command line, the environment and a file to the settings. */
#ifndef CONFIG_CONFIG_LOAD_H
#define CONFIG_CONFIG_LOAD_H

#include "config/config.h"

/* Reads command line, environment and file (flag > IMAGEKIT_EMULATOR_<NAME> > file > default). Texts
 * live in the scope's arena, which must outlive the configuration. For exec the port is a free one and
 * the log has warnings and errors alone unless something else was asked for; what follows `--` is
 * `program`, which points into argv. False: ERR_INVALID with a message
 * that names the option, where it came from and what it accepts. `env` is environ-shaped. */
NODISCARD bool config_load(struct scope *s, int argc, char *const *argv, char *const *env,
	struct config *out, enum config_command *command);

#endif
