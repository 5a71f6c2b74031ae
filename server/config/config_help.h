/* The settings explained, from the table alone. */
#ifndef CONFIG_CONFIG_HELP_H
#define CONFIG_CONFIG_HELP_H

#include "base/scope.h"

/* What --help prints: at most 80 columns, ends with a newline. In the scope's arena. */
const char *config_help(struct scope *s);

/* The options as a Markdown table for the README, ends with a newline. In the scope's arena. */
const char *config_help_markdown(struct scope *s);

#endif
