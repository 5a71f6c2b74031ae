/* What another profile changes: defaults alone. */
#ifndef CONFIG_CONFIG_PROFILE_H
#define CONFIG_CONFIG_PROFILE_H

#include "base/arena.h"
#include "options/option.h"

/* The default with --profile realistic; NULL: the same. */
const char *config_profile_realistic(const struct option_row *row);

/* That as a sentence for --help; NULL: there is nothing to say. */
const char *config_profile_remark(struct arena *a, const struct option_row *row);

#endif
