/* What a search asks, made ready for the list (REST API: list and search assets, "searchQuery"). */
#ifndef OPS_SEARCH_OPS_H
#define OPS_SEARCH_OPS_H

#include "model/account.h"
#include "model/file_query.h"
#include "ops/emulator.h"

/* Puts the checked query into `out`, and with it which assets it may find: files and folders, and old
 * versions when it names `type`. False: ERR_INVALID with the place of the mistake. */
NODISCARD bool search_ops_read(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, const char *text, struct file_query *out);

/* The instant up to which the account's index shows what was made: `--index-delay` ago; 0 without one. */
int64_t search_ops_indexed_until(struct emulator *e, const struct account *a);

#endif
