/* Room to delete on a disk that is full: a file beside the database that holds some space, which is let go of when rows
 * are to be deleted and nothing else is left. */
#ifndef DB_DB_ROOM_H
#define DB_DB_ROOM_H

#include "db/db.h"

/* True when the file system of the database has hardly any space left. */
bool db_room_is_low(const char *path);

/* Moves what the log holds into the database and empties it. As far as readers and the space let it. */
void db_room_empty_log(struct db *db);

void db_room_release(const char *path);

/* Takes the space again, or as much of it as there is; false while that is not all. */
bool db_room_keep(const char *path);

#endif
