/* The fields of a header lie at fixed places; numbers are octal digits. */
#include "base/tar.h"

#include <stdio.h>
#include <string.h>

struct field {
	size_t at, size;
};

static const struct field name = { 0, 100 }, mode = { 100, 8 }, owner = { 108, 8 },
			  group = { 116, 8 }, size = { 124, 12 }, modified = { 136, 12 },
			  checksum = { 148, 8 }, link_name = { 157, 100 }, prefix = { 345, 155 };

enum { TYPE_AT = 156, MAGIC_AT = 257 };

static const char magic[8] = { 'u', 's', 't', 'a', 'r', '\0', '0', '0' };
static const char gnu_magic[8] = { 'u', 's', 't', 'a', 'r', ' ', ' ', '\0' };

/* The sum of all bytes, those of the checksum itself counted as blanks. */
static uint32_t sum_of(const uint8_t *block)
{
	uint32_t sum = ' ' * (uint32_t)checksum.size;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		if (i < checksum.at || i >= checksum.at + checksum.size)
			sum += block[i];
	return sum;
}

/* All of the field but its last byte, which stays zero. */
static void put_octal(uint8_t *block, struct field f, int64_t value)
{
	for (size_t i = f.size - 1; i-- > 0; value >>= 3)
		block[f.at + i] = (uint8_t)('0' + (value & 7));
}

void tar_write(const struct tar_entry *entry, uint8_t block[TAR_BLOCK])
{
	enum { READ_BY_ALL = 0644 };

	memset(block, 0, TAR_BLOCK);
	memcpy(block + name.at, entry->name, strlen(entry->name));
	put_octal(block, mode, READ_BY_ALL);
	put_octal(block, owner, 0);
	put_octal(block, group, 0);
	put_octal(block, size, entry->size);
	put_octal(block, modified, entry->modified);
	block[TYPE_AT] = '0';
	memcpy(block + MAGIC_AT, magic, sizeof(magic));
	put_octal(block, (struct field){ checksum.at, checksum.size - 1 }, sum_of(block));
	block[checksum.at + checksum.size - 1] = ' ';
}

/* Digits, then zeros or blanks to the end of the field. */
static bool take_octal(const uint8_t *block, struct field f, int64_t *out)
{
	size_t i = 0;

	*out = 0;
	for (; i < f.size && block[f.at + i] >= '0' && block[f.at + i] <= '7'; i++)
		*out = *out << 3 | (block[f.at + i] - '0');
	bool any = i > 0;
	while (i < f.size && (block[f.at + i] == '\0' || block[f.at + i] == ' '))
		i++;
	return any && i == f.size;
}

/* Its bytes up to the first zero, and none but zeros after it. */
static bool take_text(const uint8_t *block, struct field f, size_t *n)
{
	*n = strnlen((const char *)block + f.at, f.size);
	return tar_is_blank(block + f.at + *n, f.size - *n);
}

static bool check_format(struct scope *s, const uint8_t *block)
{
	int64_t sum;

	if (memcmp(block + MAGIC_AT, gnu_magic, sizeof(gnu_magic)) == 0)
		return err_set(s, ERR_INVALID,
			"the header is in GNU's format; tar makes the right one with "
			"--format=ustar");
	if (memcmp(block + MAGIC_AT, magic, sizeof(magic)) != 0)
		return err_set(s, ERR_INVALID, "there is no ustar header");
	if (!take_octal(block, checksum, &sum) || sum != sum_of(block))
		return err_set(s, ERR_INVALID, "the header's checksum is wrong");
	return true;
}

static const char *kind_of(uint8_t type)
{
	switch (type) {
	case '1':
		return "a hard link";
	case '2':
		return "a symbolic link";
	case '3':
	case '4':
		return "a device";
	case '5':
		return "a folder";
	case '6':
		return "a pipe";
	case 'g':
	case 'x':
		return "an extended header";
	default:
		return "of an unknown kind";
	}
}

static bool take_name(struct scope *s, const uint8_t *block, struct tar_entry *out)
{
	size_t n, above, linked;

	if (!take_text(block, name, &n) || !take_text(block, prefix, &above))
		return err_set(s, ERR_INVALID, "the name has bytes behind its end");
	if (n == 0)
		return err_set(s, ERR_INVALID, "the entry has no name");
	memset(out->name, 0, sizeof(out->name));
	memcpy(out->name, block + prefix.at, above);
	if (above > 0)
		out->name[above++] = '/';
	memcpy(out->name + above, block + name.at, n);
	if (block[TYPE_AT] != '0' && block[TYPE_AT] != '\0')
		return err_set(s, ERR_INVALID, "'%s' is %s; only regular files are expected",
			out->name, kind_of(block[TYPE_AT]));
	if (!take_text(block, link_name, &linked) || linked > 0)
		return err_set(s, ERR_INVALID, "'%s' is a file and yet names a link", out->name);
	return true;
}

bool tar_read(struct scope *s, const uint8_t block[TAR_BLOCK], struct tar_entry *out)
{
	if (!check_format(s, block) || !take_name(s, block, out))
		return false;
	if (!take_octal(block, size, &out->size) || out->size > TAR_MAX_SIZE)
		return err_set(s, ERR_INVALID, "the size of '%s' is not a number", out->name);
	if (!take_octal(block, modified, &out->modified) || out->modified > TAR_MAX_SIZE)
		return err_set(s, ERR_INVALID, "the time of '%s' is not a number", out->name);
	return true;
}

bool tar_is_blank(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != 0)
			return false;
	return true;
}

size_t tar_padding(int64_t bytes)
{
	size_t over = (size_t)(bytes % TAR_BLOCK);

	return over ? TAR_BLOCK - over : 0;
}
