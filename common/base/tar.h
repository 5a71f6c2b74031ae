/* Headers of POSIX ustar archives: written, and read strictly. An archive is a row of 512-byte blocks:
 * for each entry its header, then its bytes padded with zeros, and two blocks of zeros at the end. */
#ifndef BASE_TAR_H
#define BASE_TAR_H

#include "base/scope.h"

enum {
	TAR_BLOCK = 512,
	TAR_MAX_NAME = 100,                      /* bytes of a name that can be written */
	TAR_MAX_JOINED = 155 + 1 + TAR_MAX_NAME, /* and of one that can be read: prefix/name */
	TAR_END_BLOCKS = 2,
};

/* Bytes of one entry, at most; what eleven octal digits hold. */
#define TAR_MAX_SIZE INT64_C(077777777777)

struct tar_entry {
	char name[TAR_MAX_JOINED + 1];
	int64_t size;
	int64_t modified; /* seconds since 1970 */
};

/* The header of a regular file. The entry's name has 1 to TAR_MAX_NAME bytes, its numbers 0 to
 * TAR_MAX_SIZE. */
void tar_write(const struct tar_entry *entry, uint8_t block[TAR_BLOCK]);

/* Reads the header of a regular file. False: ERR_INVALID with what is wrong with it: a wrong checksum, a
 * format that is not ustar, anything but a regular file, a number that is none, bytes after the end of
 * the name. Owners and permissions are not looked at. */
NODISCARD bool tar_read(struct scope *s, const uint8_t block[TAR_BLOCK], struct tar_entry *out);

/* All zeros, as the end of the archive and the padding are. */
bool tar_is_blank(const uint8_t *p, size_t n);

/* How many zeros follow an entry of so many bytes. */
size_t tar_padding(int64_t bytes);

#endif
