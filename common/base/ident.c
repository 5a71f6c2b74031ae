/* Random bytes behind a mutex: the kernel's, a buffer at a time, or xoshiro256** from a seed. A run of object ids
 * counts up from a random place, and goes on at another after RUN of them. */
#include "base/ident.h"

#include "base/encode.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

enum { RUN = 1 << 16 };

struct ident {
	pthread_mutex_t lock;
	bool seeded;
	uint64_t state[4]; /* of the seeded generator */
	uint8_t pool[256]; /* what the kernel gave: the largest piece that it never cuts short */
	size_t left;       /* unused bytes at the end of the pool */
	uint64_t run;      /* what the next id of a run ends with … */
	uint32_t run_left; /* … and how many it still has */
};

/* Spreads a seed over the state, as the authors of xoshiro256** advise. */
static uint64_t splitmix(uint64_t *x)
{
	*x += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = *x;
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static uint64_t xoshiro(uint64_t s[4])
{
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

static void set_state(struct ident *id, uint64_t x)
{
	for (size_t i = 0; i < ARRAY_LEN(id->state); i++)
		id->state[i] = splitmix(&x);
}

struct ident *ident_new(int64_t seed)
{
	struct ident *id = xcalloc(1, sizeof(*id));

	pthread_mutex_init(&id->lock, NULL);
	id->seeded = seed >= 0;
	set_state(id, (uint64_t)seed);
	return id;
}

void ident_continue(struct ident *id, int64_t from)
{
	if (!id->seeded || from == 0)
		return;
	pthread_mutex_lock(&id->lock);
	set_state(id, id->state[0] ^ (uint64_t)from * UINT64_C(0x9e3779b97f4a7c15));
	id->run_left = 0;
	pthread_mutex_unlock(&id->lock);
}

void ident_free(struct ident *id)
{
	if (!id)
		return;
	pthread_mutex_destroy(&id->lock);
	free(id);
}

static void refill(struct ident *id)
{
	ssize_t n;

	do
		n = getrandom(id->pool, sizeof(id->pool), 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(id->pool))
		abort();
	id->left = sizeof(id->pool);
}

static uint8_t next_byte(struct ident *id)
{
	if (id->left == 0)
		refill(id);
	return id->pool[sizeof(id->pool) - id->left--];
}

/* A seeded call takes whole words from the generator, so that each call starts afresh and the
 * ids do not depend on the lengths asked for before. The lock is held. */
static void draw(struct ident *id, uint8_t *out, size_t n)
{
	uint64_t word = 0;

	for (size_t i = 0; i < n; i++) {
		if (!id->seeded) {
			out[i] = next_byte(id);
			continue;
		}
		if (i % sizeof(word) == 0)
			word = xoshiro(id->state);
		out[i] = (uint8_t)(word >> i % sizeof(word) * 8);
	}
}

static void fill(struct ident *id, uint8_t *out, size_t n)
{
	pthread_mutex_lock(&id->lock);
	draw(id, out, n);
	pthread_mutex_unlock(&id->lock);
}

static uint64_t next_of_run(struct ident *id)
{
	pthread_mutex_lock(&id->lock);
	if (id->run_left == 0) {
		draw(id, (uint8_t *)&id->run, sizeof(id->run));
		id->run_left = RUN;
	}
	uint64_t next = id->run++;
	id->run_left--;
	pthread_mutex_unlock(&id->lock);
	return next;
}

enum { TIME_BYTES = 4, OBJECT_BYTES = 12 };

static void put_big_endian(uint8_t *out, size_t n, uint64_t number)
{
	while (n-- > 0) {
		out[n] = (uint8_t)number;
		number >>= 8;
	}
}

const char *ident_object(struct ident *id, struct arena *a, int64_t now_ms)
{
	uint8_t bytes[OBJECT_BYTES];

	put_big_endian(bytes, TIME_BYTES, (uint64_t)(now_ms / 1000));
	fill(id, bytes + TIME_BYTES, sizeof(bytes) - TIME_BYTES);
	return encode_hex_dup(a, bytes, sizeof(bytes));
}

const char *ident_object_run(struct ident *id, struct arena *a, int64_t now_ms)
{
	uint8_t bytes[OBJECT_BYTES];

	put_big_endian(bytes, TIME_BYTES, (uint64_t)(now_ms / 1000));
	put_big_endian(bytes + TIME_BYTES, sizeof(bytes) - TIME_BYTES, next_of_run(id));
	return encode_hex_dup(a, bytes, sizeof(bytes));
}

/* Both alphabets have 64 characters, so six bits of a byte choose without favour. */
static const char *letters(
	struct ident *id, struct arena *a, size_t n, const char alphabet[static 64])
{
	char *text = arena_alloc(a, n + 1);
	uint8_t bytes[32];

	for (size_t i = 0; i < n; i++) {
		if (i % sizeof(bytes) == 0)
			fill(id, bytes, n - i < sizeof(bytes) ? n - i : sizeof(bytes));
		text[i] = alphabet[bytes[i % sizeof(bytes)] & 63];
	}
	return text;
}

const char *ident_short(struct ident *id, struct arena *a, size_t n)
{
	return letters(
		id, a, n, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");
}

const char *ident_version_key(struct ident *id, struct arena *a)
{
	enum { VERSION_KEY_LEN = 32 };

	return letters(id, a, VERSION_KEY_LEN,
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._");
}

void ident_uuid(struct ident *id, char out[37])
{
	uint8_t bytes[16];
	char *at = out;

	fill(id, bytes, sizeof(bytes));
	bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		encode_hex(bytes + i, 1, at);
		at += 2;
	}
}
