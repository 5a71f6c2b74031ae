/* Room to delete on a disk that is full: a file beside the database that holds some space, which is let go of when rows
 * are to be deleted and nothing else is left. */
#ifndef DB_DB_ROOM_H
#define DB_DB_ROOM_H

#include "db/db.h"

/* True when the file system of the database has hardly any space left. */
bool db_room_is_low(const char *path);

/* True when it has less than a deletion may need. */
bool db_room_is_short(struct db *db, const char *path);

/* Moves what the log holds into the database and empties it. As far as readers and the space let it;
 * false when the database had no space to grow by what the log holds. */
bool db_room_empty_log(struct db *db);

void db_room_release(const char *path);

/* Takes the space again, or as much of it as there is, and more when the database has grown. */
void db_room_keep(struct db *db, const char *path);

#endif
