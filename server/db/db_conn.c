/* What SQLite says, in the words of this program. */
#include "db/db_conn.h"

bool db_fail(struct db *db, struct scope *s, int rc)
{
	enum err_code code = ERR_INTERNAL;

	switch (rc & 0xff) {
	case SQLITE_INTERRUPT:
		if (db->unwanted)
			return err_set(s, ERR_UNAVAILABLE,
				"Nobody waits for the answer any more: the server is stopping, or "
				"the client is gone.");
		return err_set(s, ERR_INVALID, "What was asked takes too long. Ask for less.");
	case SQLITE_CONSTRAINT:
		if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
			return err_set(s, ERR_UNAVAILABLE,
				"What this request works on is gone: the library was reset or "
				"restored "
				"meanwhile. Send it again.");
		code = ERR_CONFLICT;
		break;
	case SQLITE_BUSY:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		code = ERR_UNAVAILABLE;
		break;
	default:
		break;
	}
	return err_set(
		s, code, "The library's database failed: %s (%d).", sqlite3_errmsg(db->conn), rc);
}
