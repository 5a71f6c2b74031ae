/* xoshiro256**, and what is made of its bits. */
#include "seed_random.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t splitmix(uint64_t *x)
{
	*x += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = *x;

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

struct seed_random seed_random_init(uint64_t seed)
{
	struct seed_random r;

	for (int i = 0; i < 4; i++)
		r.state[i] = splitmix(&seed);
	return r;
}

static uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static uint64_t next(struct seed_random *r)
{
	uint64_t *s = r->state, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint32_t seed_random_below(struct seed_random *r, uint32_t below)
{
	return (uint32_t)((next(r) >> 32) * below >> 32);
}

/* `bits` bits of chance a character, by which it is chosen from the alphabet. */
static void letters(
	struct seed_random *r, size_t count, unsigned bits, const char *alphabet, char *out)
{
	uint64_t word = 0;
	unsigned left = 0;

	for (size_t i = 0; i < count; i++) {
		if (left < bits) {
			word = next(r);
			left = 64;
		}
		out[i] = alphabet[word & ((1U << bits) - 1)];
		word >>= bits;
		left -= bits;
	}
	out[count] = '\0';
}

static const char hex[] = "0123456789abcdef";

void seed_random_id(struct seed_random *r, int64_t time_ms, char out[SEED_ID + 1])
{
	enum { TIME_DIGITS = 8 };
	uint32_t seconds = (uint32_t)(time_ms / 1000);

	for (int i = TIME_DIGITS; i-- > 0; seconds >>= 4)
		out[i] = hex[seconds & 15];
	letters(r, SEED_ID - TIME_DIGITS, 4, hex, out + TIME_DIGITS);
}

void seed_random_key(struct seed_random *r, char out[SEED_KEY + 1])
{
	letters(r, SEED_KEY, 6, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._",
		out);
}

void seed_random_blob(struct seed_random *r, char out[SEED_BLOB + 1])
{
	letters(r, SEED_BLOB, 4, hex, out);
}

struct seed_zipf seed_zipf_new(uint32_t count)
{
	struct seed_zipf z = { count, calloc(count, sizeof(*z.bounds)) };
	double all = 0, sum = 0;

	if (!z.bounds) {
		perror("seed_zipf_new");
		exit(1);
	}
	for (uint32_t i = 0; i < count; i++)
		all += 1.0 / (i + 1);
	for (uint32_t i = 0; i < count; i++) {
		sum += 1.0 / (i + 1);
		z.bounds[i] = (uint32_t)(sum / all * (double)UINT32_MAX);
	}
	return z;
}

uint32_t seed_zipf_rank(const struct seed_zipf *z, struct seed_random *r)
{
	uint32_t at = (uint32_t)(next(r) >> 32), low = 0, high = z->count - 1;

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (z->bounds[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void seed_zipf_free(struct seed_zipf *z)
{
	free(z->bounds);
}
