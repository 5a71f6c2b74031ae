/* A clock as JSON: what PUT /_emulator/clock takes. */
#ifndef CONTROL_CLOCK_JSON_H
#define CONTROL_CLOCK_JSON_H

#include "base/clock.h"
#include "json/json_value.h"
#include "json/json_write.h"

/* How a clock shall run. */
struct clock_wish {
	int mode;         /* enum clock_mode */
	const char *time; /* as written; NULL: not said */
	int64_t at_ms;    /* `time` read */
	int64_t offset_ms;
	bool has_offset;
	int64_t speed; /* 0: not said */
};

/* The words for enum clock_mode; ends with NULL. */
extern const char *const clock_json_modes[];

/* False: ERR_INVALID with what is wrong or does not go together. */
NODISCARD bool clock_json_read(
	struct scope *s, const struct json_value *object, struct clock_wish *out);

/* Makes the account's clock run so. */
void clock_json_apply(struct clock *c, int64_t account, const struct clock_wish *wish);

/* The object that brings the account's clock back to where it is; for one that runs with a speed, to where
 * it is now. */
void clock_json_write(struct json_writer *w, const char *key, struct clock *c, int64_t account);

#endif
