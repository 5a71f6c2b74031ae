/* One database as a copy of another, page by page: its time goes by bytes and not by rows. */
#ifndef DB_DB_COPY_H
#define DB_DB_COPY_H

#include "db/db.h"

/* `to` is created when it is not there; without `live` it is left as one file that needs no other. `durable`:
 * the new content is on disk before the copying returns. */
struct db_copy {
	const char *from, *to;
	bool live, durable;
};

/* Makes the database at `to` the same as the one at `from`, in one transaction of `to`: those who read it
 * meanwhile see the old content or the new. False: ERR_UNAVAILABLE; then `to` is as it was,
 * or when it was not there, what has been made of it. */
NODISCARD bool db_copy(struct scope *s, const struct db_copy *copy);

/* The same out of a connection that is open already and in no transaction; copy->from counts for nothing. */
NODISCARD bool db_copy_from(struct scope *s, struct db *from, const struct db_copy *copy);

/* Makes the file `to`, where no database is, what `from` is, which nobody has open for writing, as a live one.
 * It appears when it is whole; `durable`: and on disk. False: ERR_UNAVAILABLE, and there is no `to`. */
NODISCARD bool db_copy_new(struct scope *s, const struct db_copy *copy);

#endif
