/* What a seed holds beside files: custom metadata fields, jobs, purges, used upload tokens. */
#ifndef SEED_SEED_RECORD_H
#define SEED_SEED_RECORD_H

#include "seed/seed_value.h"

/* Each fills its part of the account from an array, which is NULL when absent, and checks that what must
 * be there once is. */
NODISCARD bool seed_record_fields(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out);
NODISCARD bool seed_record_jobs(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out);
NODISCARD bool seed_record_purges(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out);
NODISCARD bool seed_record_tokens(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out);

#endif
