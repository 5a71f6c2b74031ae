/* Takes secrets out of what the journal keeps. In their place stands `[redacted:name]`, which exports turn
 * into a variable. */
#ifndef CONTROL_JOURNAL_REDACT_H
#define CONTROL_JOURNAL_REDACT_H

#include "base/arena.h"
#include "base/text.h"

#define JOURNAL_MARK "[redacted:"

/* A parameter, member or field of this name is a secret: ik-s, signature, token, a private key, a
 * password and the like. Public keys are none. */
bool journal_redact_is_secret(struct view name);

/* The mark of a name, in lower case. */
const char *journal_redact_mark(struct arena *a, struct view name);

/* Any text: `name=value` and `"name": value` lose the values of secrets, wherever they stand, and the key
 * itself is replaced where it occurs (NULL for none), and so is a webhook secret, `whsec_…`. A text without secrets comes back as it is,
 * anything else lives in the arena. A text that was cut may end inside a secret. */
struct view journal_redact_text(struct arena *a, struct view text, const char *key);

/* A target: its parameters are looked at as the server decodes them, and lose all that begins as private keys do. */
struct view journal_redact_target(struct arena *a, struct view target, const char *key);

/* The value of a header. Of Authorization the scheme stays. */
struct view journal_redact_header(
	struct arena *a, struct view name, struct view value, const char *key);

#endif
