/* The JSON array of files, versions and folders, written as they are read. */
#ifndef API_ASSET_LIST_H
#define API_ASSET_LIST_H

#include "call/spool.h"
#include "store/list_store.h"

struct asset_list {
	struct spool out;
	const char *base; /* of URLs, see file_view.h */
	bool any;
};

struct asset_list asset_list_init(struct emulator *e, struct scope *s, const char *base);

/* Adds an item; `ctx` is the list. */
bool asset_list_add(void *ctx, const struct list_item *item);

/* Ends the array. */
NODISCARD bool asset_list_end(struct asset_list *list);

#endif
