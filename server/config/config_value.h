/* One setting's text to its member of struct config. */
#ifndef CONFIG_CONFIG_VALUE_H
#define CONFIG_CONFIG_VALUE_H

#include "config/config_table.h"

/* As option_value_set(). Accounts are added to those there are; no two may share an id or a key. */
NODISCARD bool config_value_set(struct scope *s, struct config *cfg, const struct option_row *row,
	const char *text, const char *from);

#endif
