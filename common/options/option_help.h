/* A table of options explained: as a page for a terminal, and in Markdown. */
#ifndef OPTIONS_OPTION_HELP_H
#define OPTIONS_OPTION_HELP_H

#include "base/strbuf.h"
#include "options/option.h"

/* The groups with their titles and options; at most 80 columns, unless a word is longer. */
void option_help_groups(struct strbuf *b, const struct option_table *t);

/* The verbs, one entry each. */
void option_help_verbs(struct strbuf *b, const struct option_table *t);

/* A table of three columns: option, default, meaning. */
void option_help_markdown(struct strbuf *b, const struct option_table *t);

#endif
