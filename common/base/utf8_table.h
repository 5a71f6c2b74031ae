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

/* Letters from first to last, every step-th one, whose lower-case letter is so much further up. */
struct utf8_lower_run {
	uint32_t first, last, step;
	int32_t up;
};

/* Ascending. */
extern const struct utf8_lower_run utf8_table_lower[];
extern const size_t utf8_table_lower_len;

#endif
