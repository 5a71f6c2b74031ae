/* Types of settings that other programs have no use for. */
#ifndef CONFIG_CONFIG_TYPE_H
#define CONFIG_CONFIG_TYPE_H

#include "options/option.h"

enum { CONFIG_MAX_ACCOUNTS = 1000 };

extern const struct option_type config_type_host;    /* address literal or localhost */
extern const struct option_type config_type_time;    /* what date_text_parse() reads */
extern const struct option_type config_type_account; /* repeatable: accounts and account_count */
extern const struct option_type
	config_type_seed; /* repeatable: seeds and seed_count, const char ** */

#endif
