/* One operation on many files (REST API: bulk delete, bulk tags). All files must exist, else nothing
 * happens: ERR_NOT_FOUND with `missingFileIds`. Ids that come twice count once. */
#ifndef OPS_BULK_OPS_H
#define OPS_BULK_OPS_H

#include "model/account.h"
#include "model/tag_rules.h"
#include "ops/emulator.h"

/* A list of texts from a request. After the call it holds each id once. */
struct bulk_ids {
	const char **ids;
	size_t count;
};

NODISCARD bool bulk_ops_delete(
	struct emulator *e, struct scope *s, const struct account *a, struct bulk_ids *ids);

/* ERR_INVALID with the `fileId` of the first file whose tags would be longer than they may be. */
NODISCARD bool bulk_ops_add_tags(struct emulator *e, struct scope *s, const struct account *a,
	struct bulk_ids *ids, const struct tag_list *tags);
NODISCARD bool bulk_ops_remove_tags(struct emulator *e, struct scope *s, const struct account *a,
	struct bulk_ids *ids, const struct tag_list *tags);

/* Files have no AI tags until extensions make some, so this checks that they exist and is done. */
NODISCARD bool bulk_ops_remove_ai_tags(
	struct emulator *e, struct scope *s, const struct account *a, struct bulk_ids *ids);

#endif
