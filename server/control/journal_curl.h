/* Entries of the journal as lines for a POSIX shell. */
#ifndef CONTROL_JOURNAL_CURL_H
#define CONTROL_JOURNAL_CURL_H

#include "base/strbuf.h"
#include "control/journal_entry.h"

/* One line a request that sends it again. A secret is a variable named after it, such as
 * $IMAGEKIT_PRIVATE_KEY; a file is $IMAGEKIT_FILE. A request of which the journal does not hold all is a
 * comment that says so. */
void journal_curl_line(struct strbuf *out, const struct journal_entry *entry);

#endif
