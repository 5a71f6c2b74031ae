/* Content-Encoding, decoded piece by piece as browsers do it: gzip, deflate and Brotli, one over the other too. */
#ifndef FETCH_FETCH_DECODE_H
#define FETCH_FETCH_DECODE_H

#include "base/text.h"
#include "fetch/fetch_terms.h"

struct fetch_decoder;

enum fetch_decoded {
	FETCH_DECODED,
	FETCH_BROKEN,   /* the bytes are not what the header says */
	FETCH_TOO_MUCH, /* more than `max` bytes come out of one of the codings */
	FETCH_UNWANTED, /* the sink returned false */
};

/* `header`: the values of all Content-Encoding lines with commas between them, "" for none. With a coding that no
 * browser knows, such as the name of a charset or the "aws-chunked" that some stores leave behind, bytes pass as they
 * are. NULL for one that browsers decode and this program does not, and for too many. fetch_decoder_free() it. */
struct fetch_decoder *fetch_decoder_new(
	struct view header, int64_t max, fetch_sink_fn *sink, void *ctx);
void fetch_decoder_free(struct fetch_decoder *d); /* NULL is fine */

/* What follows the end of what is coded is passed over, unless it is one more member of a gzip. */
enum fetch_decoded fetch_decoder_feed(struct fetch_decoder *d, const char *p, size_t n);

/* All that was begun came to its end; nothing at all is whole, too. */
bool fetch_decoder_whole(const struct fetch_decoder *d);

#endif
