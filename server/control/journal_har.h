/* Entries of the journal as an HTTP archive (HAR 1.2), which browsers and proxies read. */
#ifndef CONTROL_JOURNAL_HAR_H
#define CONTROL_JOURNAL_HAR_H

#include "control/journal_entry.h"
#include "json/json_write.h"

/* The whole document. `reason` gives the words of a status. */
void journal_har_write(struct json_writer *w, const struct journal_entry *entries, size_t count,
	const char *(*reason)(int status));

#endif
