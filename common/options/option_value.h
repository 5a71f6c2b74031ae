/* One option's text to and from its member of the settings. */
#ifndef OPTIONS_OPTION_VALUE_H
#define OPTIONS_OPTION_VALUE_H

#include "base/scope.h"
#include "options/option.h"

/* Sets the member from `text`. `from` says where the text was found ("the command line"). False: ERR_INVALID
 * that names the option, where from, the text (unless it is a secret) and what is accepted. */
NODISCARD bool option_value_set(struct scope *s, void *settings, const struct option_row *row,
	const char *text, const char *from);

/* What is set, as text that option_value_set() takes again. NULL when the member has its empty value.
 * Secrets give "(set)". */
const char *option_value_text(struct arena *a, const void *settings, const struct option_row *row);

#endif
