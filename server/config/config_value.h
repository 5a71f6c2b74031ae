/* One setting's text to and from its member of struct config. */
#ifndef CONFIG_CONFIG_VALUE_H
#define CONFIG_CONFIG_VALUE_H

#include "config/config_table.h"

/* Sets the member from `text`. Accounts are added to those there are. `from` says where the text was
 * found ("the command line"). False: ERR_INVALID that names the option, where from, the text (unless
 * it is a secret) and what is accepted. */
NODISCARD bool config_value_set(struct scope *s, struct config *cfg, const struct config_row *row,
	const char *text, const char *from);

/* What is set, as text that config_value_set() takes again. NULL when the member has its empty value.
 * Accounts give their ids alone, other secrets "(set)". */
const char *config_value_text(
	struct arena *a, const struct config *cfg, const struct config_row *row);

#endif
