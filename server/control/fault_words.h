/* Faults by a word, for one request and without a script: in a Prefer header, or in a file name. */
#ifndef CONTROL_FAULT_WORDS_H
#define CONTROL_FAULT_WORDS_H

#include "control/fault.h"

/* Reads `Prefer: code=429, delay=200, fault=reset`. Preferences of other kinds are none of ours, and so
 * are values that mean nothing: as RFC 7240 has it they count for nothing. False when the header (which
 * may be NULL) wishes for no fault. */
bool fault_words_prefer(const char *header, struct fault_action *action, int64_t *delay_ms);

/* Reads a name such as `__emulator_429.jpg` or `__emulator_reset.jpg`. */
bool fault_words_file_name(const char *name, struct fault_action *action);

#endif
