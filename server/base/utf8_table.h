/* Which code points are letters, marks or numbers. Generated; see tools/make_utf8_table.py. */
#ifndef BASE_UTF8_TABLE_H
#define BASE_UTF8_TABLE_H

#include "base/base.h"

struct utf8_range {
	uint32_t first, last;
};

/* Ascending, without overlaps. */
extern const struct utf8_range utf8_table[];
extern const size_t utf8_table_len;

#endif
