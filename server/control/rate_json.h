/* Rules of rate limits as JSON: what PUT /_emulator/rate-limits takes and GET answers. */
#ifndef CONTROL_RATE_JSON_H
#define CONTROL_RATE_JSON_H

#include "control/rate_table.h"
#include "json/json_value.h"
#include "json/json_write.h"

/* Reads the object over `rules`: what it leaves out stays, but the limits are switched on unless it says
 * otherwise. False: ERR_INVALID, which names the group and the window. */
NODISCARD bool rate_json_read(
	struct scope *s, const struct json_value *object, struct rate_rules *rules);

void rate_json_write(struct json_writer *w, const char *key, const struct rate_rules *rules);

#endif
