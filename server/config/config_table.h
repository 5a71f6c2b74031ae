/* The settings, one row each. The command line, the environment, the file, `--help` and the README's table
 * are all made of these rows, so a new setting is a member of struct config and a row here. */
#ifndef CONFIG_CONFIG_TABLE_H
#define CONFIG_CONFIG_TABLE_H

#include "config/config.h"
#include "options/option.h"

#define CONFIG_ENV_PREFIX "IMAGEKIT_EMULATOR_"

extern const struct option_table config_table;

/* The environment variable of a setting. */
const char *config_table_env(struct arena *a, const struct option_row *row);

#endif
