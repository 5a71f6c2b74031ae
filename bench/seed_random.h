/* Numbers and ids by chance, the same ones for the same seed; in the shapes that
 * common/base/ident.h and the blob store give to theirs. */
#ifndef BENCH_SEED_RANDOM_H
#define BENCH_SEED_RANDOM_H

#include <stddef.h>
#include <stdint.h>

enum { SEED_ID = 24, SEED_KEY = 32, SEED_BLOB = 64 }; /* characters, without the terminator */

struct seed_random {
	uint64_t state[4];
};

struct seed_random seed_random_init(uint64_t seed);

/* From 0 to below - 1; below up to 2^32. */
uint32_t seed_random_below(struct seed_random *r, uint32_t below);

/* An object id of that time: 24 hex digits, the first 8 of them the seconds. */
void seed_random_id(struct seed_random *r, int64_t time_ms, char out[SEED_ID + 1]);

/* A delivery key: 32 characters of 0-9A-Za-z._ */
void seed_random_key(struct seed_random *r, char out[SEED_KEY + 1]);

/* A blob's name: 64 hex digits. */
void seed_random_blob(struct seed_random *r, char out[SEED_BLOB + 1]);

/* Ranks from 0 to count - 1, the n-th of them 1/n as often as the first. */
struct seed_zipf {
	uint32_t count;
	uint32_t *bounds; /* of each rank in 32 bits */
};

struct seed_zipf seed_zipf_new(uint32_t count);
uint32_t seed_zipf_rank(const struct seed_zipf *z, struct seed_random *r);
void seed_zipf_free(struct seed_zipf *z);

#endif
