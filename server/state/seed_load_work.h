/* One account of a seed while it is loaded, and the parts of that work. Shared by the files seed_load*.c alone.
 * Each part is false with the place in the document, or with what kept it from being stored. */
#ifndef STATE_SEED_LOAD_WORK_H
#define STATE_SEED_LOAD_WORK_H

#include "model/account.h"
#include "model/folder.h"
#include "ops/emulator.h"
#include "seed/seed.h"
#include "state/seed_content.h"

struct seed_load_work {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	const struct seed_document *document;
	struct seed_content *content;
	struct account account;
	int64_t now; /* of the account's clock, as it will be: for times that the document leaves open */
};

/* `at`, or the time that stands in for one that was left open. */
static inline int64_t seed_load_time(int64_t at, int64_t otherwise)
{
	return at == SEED_NO_TIME ? otherwise : at;
}

/* seed_load_account.c: finds the account or makes it, brings its keys up to date, and sets `now`. */
NODISCARD bool seed_load_account(
	struct seed_load_work *w, const struct seed_account *wanted, const char *owner);

/* seed_load_folders.c; the second makes what is missing on the way to a folder that a file lies in. */
NODISCARD bool seed_load_folders(struct seed_load_work *w, const struct seed_account *wanted);
NODISCARD bool seed_load_folders_ensure(
	struct seed_load_work *w, const char *path, struct folder *out);

/* seed_load_fields.c; the second stores an object of values as those of a version. */
NODISCARD bool seed_load_fields(struct seed_load_work *w, const struct seed_account *wanted);
NODISCARD bool seed_load_fields_values(
	struct seed_load_work *w, int64_t version, const struct json_value *object);

/* seed_load_files.c */
NODISCARD bool seed_load_files(struct seed_load_work *w, const struct seed_account *wanted);

#endif
