/* Queries for neighbours in the order of an index: ?1 is the owner, ?2 the text; the columns are the text,
 * more, and whether delivery shows it to everybody. */
#include "store/neighbour_store.h"

/* A name may have a megabyte: what no hint would show is not read. */
#define NAME   "iif(length(f.name) <= 255, f.name, '')"
#define PATH   "iif(length(d.path) <= 1000, d.path, '')"
#define PUBLIC "v.is_published AND NOT v.is_private "
#define FILES  "FROM file f CROSS JOIN file_version v ON v.id = f.current_version_id "
#define NAMES  "SELECT " NAME ", NULL, " PUBLIC FILES "WHERE f.folder_id = ?1 "
#define PATHS                                      \
	"SELECT " NAME ", " PATH ", " PUBLIC FILES \
	"CROSS JOIN folder d ON d.id = f.folder_id WHERE f.account_id = ?1 "
#define FOLDERS "SELECT " PATH ", NULL, 1 FROM folder d "

/* clang-format off */
static const char *const statements[NEIGHBOUR_QUERIES] = {
	[NEIGHBOUR_FILE_IDS_LAST] = "SELECT public_id, NULL, 1 FROM file WHERE account_id = ?1 "
		"ORDER BY public_id DESC LIMIT 32",
	[NEIGHBOUR_FILE_IDS_AFTER] = "SELECT public_id, NULL, 1 FROM file WHERE account_id = ?1 "
		"AND public_id >= ?2 ORDER BY public_id LIMIT 32",
	[NEIGHBOUR_FILE_IDS_BEFORE] = "SELECT public_id, NULL, 1 FROM file WHERE account_id = ?1 "
		"AND public_id < ?2 ORDER BY public_id DESC LIMIT 32",
	[NEIGHBOUR_JOB_IDS_LAST] = "SELECT public_id, NULL, 1 FROM job WHERE account_id = ?1 "
		"ORDER BY public_id DESC LIMIT 32",
	[NEIGHBOUR_JOB_IDS_AFTER] = "SELECT public_id, NULL, 1 FROM job WHERE account_id = ?1 "
		"AND public_id >= ?2 ORDER BY public_id LIMIT 32",
	[NEIGHBOUR_JOB_IDS_BEFORE] = "SELECT public_id, NULL, 1 FROM job WHERE account_id = ?1 "
		"AND public_id < ?2 ORDER BY public_id DESC LIMIT 32",
	[NEIGHBOUR_PURGE_IDS_LAST] = "SELECT public_id, NULL, 1 FROM purge WHERE account_id = ?1 "
		"ORDER BY public_id DESC LIMIT 32",
	[NEIGHBOUR_PURGE_IDS_AFTER] = "SELECT public_id, NULL, 1 FROM purge WHERE account_id = ?1 "
		"AND public_id >= ?2 ORDER BY public_id LIMIT 32",
	[NEIGHBOUR_PURGE_IDS_BEFORE] = "SELECT public_id, NULL, 1 FROM purge WHERE account_id = ?1 "
		"AND public_id < ?2 ORDER BY public_id DESC LIMIT 32",
	[NEIGHBOUR_NAMES_AFTER] = NAMES "AND f.name >= ?2 ORDER BY f.name LIMIT 24",
	[NEIGHBOUR_NAMES_BEFORE] = NAMES "AND f.name < ?2 ORDER BY f.name DESC LIMIT 24",
	[NEIGHBOUR_FILES_AFTER] = PATHS "AND f.name >= ?2 ORDER BY f.name LIMIT 16",
	[NEIGHBOUR_FILES_BEFORE] = PATHS "AND f.name < ?2 ORDER BY f.name DESC LIMIT 16",
	[NEIGHBOUR_FOLDERS_AFTER] = FOLDERS "WHERE d.account_id = ?1 "
		"AND d.path >= ?2 ORDER BY d.path LIMIT 16",
	[NEIGHBOUR_FOLDERS_BEFORE] = FOLDERS "WHERE d.account_id = ?1 "
		"AND d.path < ?2 ORDER BY d.path DESC LIMIT 16",
	[NEIGHBOUR_FOLDERS_ALL] = FOLDERS "WHERE d.parent_id = ?1 LIMIT 64",
	[NEIGHBOUR_VERSIONS_LAST] = "SELECT public_id, number, 1 FROM file_version "
		"WHERE file_id = ?1 ORDER BY number DESC LIMIT 100",
	[NEIGHBOUR_KEYS_LAST] = "SELECT delivery_key, NULL, is_published AND NOT is_private "
		"FROM file_version WHERE file_id = ?1 ORDER BY number DESC LIMIT 100",
	[NEIGHBOUR_FIELDS_ALL] = "SELECT name, public_id, 1 FROM field WHERE account_id = ?1 "
		"AND is_deleted = 0 ORDER BY name LIMIT 256",
	[NEIGHBOUR_OWNERS_ALL] = "SELECT imagekit_id, private_key, 1 FROM account "
		"ORDER BY id LIMIT 64",
	[NEIGHBOUR_OWNERS_AFTER] = "SELECT imagekit_id, private_key, 1 FROM account "
		"WHERE private_key >= ?2 ORDER BY private_key LIMIT 16",
	[NEIGHBOUR_OWNERS_BEFORE] = "SELECT imagekit_id, private_key, 1 FROM account "
		"WHERE private_key < ?2 ORDER BY private_key DESC LIMIT 16",
	[NEIGHBOUR_ACCOUNTS_AFTER] = "SELECT imagekit_id, NULL, 1 FROM account "
		"WHERE imagekit_id >= ?2 ORDER BY imagekit_id LIMIT 16",
	[NEIGHBOUR_ACCOUNTS_BEFORE] = "SELECT imagekit_id, NULL, 1 FROM account "
		"WHERE imagekit_id < ?2 ORDER BY imagekit_id DESC LIMIT 16",
};
/* clang-format on */

bool neighbour_store_add(struct db *db, struct scope *s, enum neighbour_query which, int64_t owner,
	const char *text, struct neighbour_list *list)
{
	struct db_query q = db_begin(db, statements[which]);

	if (owner)
		db_bind_int(&q, 1, owner);
	if (text)
		db_bind_text(&q, 2, text);
	while (list->count < NEIGHBOUR_MAX && db_row(&q))
		list->rows[list->count++] = (struct neighbour){
			.text = db_text(&q, 0, s),
			.more = db_text(&q, 1, s),
			.is_public = db_int(&q, 2) != 0,
		};
	return db_end(&q, s);
}

const char *neighbour_store_sql(enum neighbour_query which)
{
	return statements[which];
}
