/* What an account may be called (architecture: accounts). */
#ifndef MODEL_ACCOUNT_ID_H
#define MODEL_ACCOUNT_ID_H

#include "base/text.h"

enum { ACCOUNT_ID_MAX = 64 }; /* bytes */

/* What is wrong with an imagekit_id, to stand behind its name in a sentence ("must not be…"); NULL for a
 * good one. It is the first segment of every delivery URL of the account, so it is spelled with what
 * needs no escape there, and is none of the segments that this server means something else by. */
const char *account_id_fault(struct view id);

/* It is one of those segments: a fault that is none of the spelling. */
bool account_id_is_shadowed(struct view id);

#endif
