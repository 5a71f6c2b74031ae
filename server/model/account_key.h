/* What a private or public key may be (architecture: accounts). */
#ifndef MODEL_ACCOUNT_KEY_H
#define MODEL_ACCOUNT_KEY_H

#include "base/text.h"

enum { ACCOUNT_KEY_MAX = 1000 }; /* bytes */

/* What is wrong with a key, to stand behind its name in a sentence ("must have no…"); NULL for a good one. It is the
 * user name of HTTP Basic, which ends at a colon, and is written into seed documents, which are JSON. */
const char *account_key_fault(struct view key);

#endif
