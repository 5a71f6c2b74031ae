/* What bytes say of themselves: one row a blob that says something. Rows go with the last version that
 * names the blob, by a trigger. */
#ifndef STORE_BLOB_FACTS_STORE_H
#define STORE_BLOB_FACTS_STORE_H

#include "db/db.h"
#include "model/file.h"

/* Notes the embedded metadata and video facts of c->blob, unless they are known already or there are
 * none. In the transaction that inserts the version. */
NODISCARD bool blob_facts_store_put(struct db *db, struct scope *s, const struct file_content *c);

#endif
