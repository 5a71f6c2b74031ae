/* How a clock is shown, wherever it is. */
#ifndef CONTROL_API_CLOCK_API_H
#define CONTROL_API_CLOCK_API_H

#include "http/route.h"
#include "json/json_write.h"
#include "ops/emulator.h"

/* The account's clock as an object: mode, now, nowMs, and with the mode speed how fast it runs. */
void clock_api_put_state(
	struct json_writer *w, const char *key, struct emulator *e, int64_t account);

handler_fn clock_api_get, clock_api_put, clock_api_advance;

#endif
