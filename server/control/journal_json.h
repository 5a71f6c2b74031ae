/* Entries of the journal as the control plane shows them. */
#ifndef CONTROL_JOURNAL_JSON_H
#define CONTROL_JOURNAL_JSON_H

#include "control/journal_entry.h"
#include "json/json_write.h"

/* One entry as an object of the open array. */
void journal_json_put(struct json_writer *w, const struct journal_entry *entry);

#endif
