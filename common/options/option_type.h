/* The types that any program has a use for. */
#ifndef OPTIONS_OPTION_TYPE_H
#define OPTIONS_OPTION_TYPE_H

#include "options/option.h"

extern const struct option_type option_int;    /* int64_t between min and max */
extern const struct option_type option_word;   /* int: the index in `words` */
extern const struct option_type option_switch; /* bool */
extern const struct option_type option_path;   /* const char *, as all below */
extern const struct option_type option_url;    /* http or https, trailing slashes dropped */
extern const struct option_type option_token;  /* printable ASCII without blanks */

enum { OPTION_MAX_PATH = 4000 };

/* For types of one's own whose member is a const char *: a copy of the text goes there. Always true. */
bool option_type_store(const struct option_input *in, const char *text);
const char *option_type_stored(struct arena *a, const struct option_row *row, const void *settings);

#endif
