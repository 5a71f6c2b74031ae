/* What a setting takes, its type says; which accounts fit together is said here. */
#include "config/config_value.h"

#include "config/config_type.h"
#include "model/account_id.h"
#include "options/option_value.h"

#include <string.h>

/* An account is found by its id and by either key, so each of them must lead to one account. */
static bool check_last_account(struct scope *s, const struct config *cfg, const char *from)
{
	const struct config_account *last = &cfg->accounts[cfg->account_count - 1];

	if (cfg->account_count > CONFIG_MAX_ACCOUNTS)
		return err_set(s, ERR_INVALID, "--account: more than %d accounts (from %s)",
			CONFIG_MAX_ACCOUNTS, from);
	const char *fault = account_id_fault(view_of(last->id));
	if (fault)
		return err_set(s, ERR_INVALID,
			"--account: the id of account number %zu (from %s) %s", cfg->account_count,
			from, fault);
	for (const struct config_account *other = cfg->accounts; other < last; other++) {
		const char *same = NULL;
		if (strcmp(other->public_key, last->public_key) == 0)
			same = "public key";
		if (strcmp(other->private_key, last->private_key) == 0)
			same = "private key";
		if (strcmp(other->id, last->id) == 0)
			same = "id";
		if (same)
			return err_set(s, ERR_INVALID,
				"--account: account number %zu, '%s' (from %s), has the same %s as"
				" account number %zu; each must have its own",
				cfg->account_count, last->id, from, same,
				(size_t)(other - cfg->accounts) + 1);
	}
	return true;
}

bool config_value_set(struct scope *s, struct config *cfg, const struct option_row *row,
	const char *text, const char *from)
{
	return option_value_set(s, cfg, row, text, from) &&
	       (row->type != &config_type_account || check_last_account(s, cfg, from));
}
