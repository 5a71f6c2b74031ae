/* The messages on the wire, written and read in one place so that the two sides cannot drift apart.
 * The readers check every member: what comes from a helper may come from whoever broke into it. */
#ifndef WIRE_MEDIA_MESSAGE_H
#define WIRE_MEDIA_MESSAGE_H

#include "base/scope.h"
#include "base/strbuf.h"
#include "model/media_facts.h"
#include "wire/media_picture.h"

enum { MEDIA_MESSAGE_MAX_ERROR = 240 }; /* bytes in a sentence of the helper */
enum { MEDIA_MESSAGE_MAX_DEADLINE_MS = 3600 * 1000 };

enum media_verb {
	MEDIA_PROBE,    /* the answer has facts */
	MEDIA_DESCRIBE, /* the answer has a description */
	MEDIA_GENERATE, /* the answer has the number of bytes */
};

/* What to do with the image that comes beside this, or what to put into that file. */
struct media_request {
	enum media_verb verb;
	int64_t max_pixels; /* width * height * frames the file may declare; not for MEDIA_GENERATE */
	int64_t deadline_ms; /* the helper ends itself after this and a little more */
	struct media_picture
		picture; /* of MEDIA_GENERATE, and within the limits of media_picture.h */
};

struct media_reply {
	/* A sentence of printable ASCII for the user; NULL: the member that belongs to `verb` is
	 * meant. */
	const char *error;
	enum media_verb verb;
	struct media_facts facts;
	struct media_description description;
	int64_t bytes; /* of the picture, from the beginning of its file; at least 1 */
};

/* The helper's first message, once it can work. */
void media_message_write_ready(struct strbuf *out);
void media_message_write_request(struct strbuf *out, const struct media_request *m);
void media_message_write_facts(struct strbuf *out, const struct media_facts *facts);
void media_message_write_description(struct strbuf *out, const struct media_description *d);
void media_message_write_made(struct strbuf *out, int64_t bytes);
/* `sentence` is cut to MEDIA_MESSAGE_MAX_ERROR bytes and made printable. */
void media_message_write_error(struct strbuf *out, const char *sentence);

/* False: ERR_INVALID, about the message and not for users. Text in `out` lives in the arena. */
NODISCARD bool media_message_read_ready(struct scope *s, const char *text, size_t len);
NODISCARD bool media_message_read_request(
	struct scope *s, const char *text, size_t len, struct media_request *out);
NODISCARD bool media_message_read_reply(
	struct scope *s, const char *text, size_t len, struct media_reply *out);

#endif
