/* The input is an archive; its first byte says by how many bytes at a time it arrives. It is refused if and
 * only if an error is set, and reading it in one piece gives the same entries, bytes and error. A header
 * that is taken is written again as one that reads the same; so that more of them are, the first block is
 * tried a second time with the checksum that it should have. */
#include "base/digest.h"
#include "state/checkpoint_reader.h"
#include "tests/support/archive_feed.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKSUM_AT = 148, CHECKSUM_SIZE = 8 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool same(const struct tar_entry *a, const struct tar_entry *b)
{
	return strcmp(a->name, b->name) == 0 && a->size == b->size && a->modified == b->modified;
}

static void check_entry(struct scope *s, const struct tar_entry *entry)
{
	struct tar_entry again;
	uint8_t block[TAR_BLOCK];

	check(entry->name[0] != '\0' && strlen(entry->name) <= TAR_MAX_JOINED);
	check(entry->size >= 0 && entry->size <= TAR_MAX_SIZE);
	check(entry->modified >= 0 && entry->modified <= TAR_MAX_SIZE);
	if (strlen(entry->name) > TAR_MAX_NAME)
		return;
	tar_write(entry, block);
	check(tar_read(s, block, &again) && same(entry, &again));
}

static bool read_entry(struct checkpoint_reader *r, struct digest_stream *d)
{
	const uint8_t *p;
	size_t n;

	check_entry(r->s, &r->entry);
	digest_stream_add(d, r->entry.name, strlen(r->entry.name) + 1);
	do {
		if (!checkpoint_reader_piece(r, &p, &n))
			return false;
		digest_stream_add(d, p, n);
	} while (n > 0);
	return true;
}

static bool read_all(struct scope *s, struct archive_feed feed, uint8_t hash[DIGEST_SHA256])
{
	const struct checkpoint_source source = { archive_feed_give, &feed };
	struct checkpoint_reader *r = checkpoint_reader_new(s, &source);
	struct digest_stream *d = digest_stream_new();
	bool more = true, ok;

	while ((ok = checkpoint_reader_next(r, &more)) && more)
		if (!(ok = read_entry(r, d)))
			break;
	ok = ok && checkpoint_reader_end(r);
	check(ok == (s->err.code == ERR_NONE) && (ok || s->err.code == ERR_INVALID));
	digest_stream_end(d, hash);
	digest_stream_free(d);
	return ok;
}

static void seal(uint8_t block[TAR_BLOCK])
{
	uint32_t sum = 0;

	memset(block + CHECKSUM_AT, ' ', CHECKSUM_SIZE);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += block[i];
	for (size_t i = 6; i-- > 0; sum >>= 3)
		block[CHECKSUM_AT + i] = (uint8_t)('0' + (sum & 7));
	block[CHECKSUM_AT + 6] = '\0';
}

static void try_sealed(const uint8_t *data)
{
	struct scope s = scope_open();
	struct tar_entry entry;
	uint8_t block[TAR_BLOCK];

	memcpy(block, data, TAR_BLOCK);
	seal(block);
	bool ok = tar_read(&s, block, &entry);
	check(ok == (s.err.code == ERR_NONE) && (ok || s.err.code == ERR_INVALID));
	if (ok)
		check_entry(&s, &entry);
	scope_close(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope a = scope_open(), b = scope_open();
	uint8_t hash_a[DIGEST_SHA256], hash_b[DIGEST_SHA256];

	if (size > 0) {
		size_t step = (size_t)data[0] * 8 + 1;
		bool ok = read_all(&a, (struct archive_feed){ data + 1, size - 1, step }, hash_a);
		check(ok ==
			read_all(&b, (struct archive_feed){ data + 1, size - 1, size }, hash_b));
		check(ok || strcmp(a.err.msg, b.err.msg) == 0);
		check(memcmp(hash_a, hash_b, sizeof(hash_a)) == 0);
	}
	if (size > TAR_BLOCK)
		try_sealed(data + 1);
	scope_close(&a);
	scope_close(&b);
	return 0;
}
