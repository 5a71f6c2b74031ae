/* The custom metadata of a seed. */
#ifndef STATE_SEED_LOAD_FIELDS_H
#define STATE_SEED_LOAD_FIELDS_H

#include "state/seed_load_work.h"

/* The second stores an object of values as those of a version. */
NODISCARD bool seed_load_fields(struct seed_load_work *w, const struct seed_account *wanted);
NODISCARD bool seed_load_fields_values(
	struct seed_load_work *w, int64_t version, const struct json_value *object);

#endif
