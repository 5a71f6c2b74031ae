/* A command line, taken apart: what to do, and which options are written, in their order. The values are not
 * looked at: what is read from elsewhere may be weaker, and must be set first. */
#ifndef OPTIONS_OPTION_LINE_H
#define OPTIONS_OPTION_LINE_H

#include "base/scope.h"
#include "options/option.h"

struct option_written {
	const struct option_row *row;
	const char *text;
};

struct option_line {
	const struct option_verb *verb;
	struct option_written *written;
	size_t count;
	char *const *program; /* what follows `--`, ends with NULL; NULL: the verb takes none */
};

/* Texts are those of argv; the list is in the scope's arena. False: ERR_INVALID that names what is wrong, and
 * `verb` is what was read until then. */
NODISCARD bool option_line_read(struct scope *s, const struct option_table *t, int argc,
	char *const *argv, struct option_line *out);

#endif
