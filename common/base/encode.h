/* Hex, base64 and percent coding. Decoders are strict: they refuse rather than guess; a base64_stream
 * says both. */
#ifndef BASE_ENCODE_H
#define BASE_ENCODE_H

#include "base/arena.h"
#include "base/text.h"

/* 2 * n lower-case digits and a terminator go to `out`. */
void encode_hex(const uint8_t *p, size_t n, char *out);
char *encode_hex_dup(struct arena *a, const uint8_t *p, size_t n);

/* Of a digit in either case; -1 when it is none. */
int encode_hex_value(char c);

/* Standard alphabet with padding. */
char *encode_base64(struct arena *a, const uint8_t *p, size_t n);

/* URL-safe alphabet, padding optional, as JWTs use it. False when v is not such text, which
 * includes blanks and unused bits that are not zero. The bytes are terminated, the terminator
 * not counted. */
bool encode_base64url_decode(struct arena *a, struct view v, uint8_t **out, size_t *len);

/* The same for standard or URL-safe alphabet; used for HTTP Basic. */
bool encode_base64_decode(struct arena *a, struct view v, uint8_t **out, size_t *len);

/* Base64 of either alphabet that arrives in pieces. ASCII white space is skipped; anything else
 * outside the alphabet, data after padding, padding that does not fit, or a lone last character
 * makes it bad for good. Padding may be left out. What comes out of bad text is what lenient decoders
 * make of it: up to the first padding, and as if the rest were not there. Starts zeroed. */
struct base64_stream {
	uint32_t bits;
	unsigned count; /* 6-bit groups in `bits` */
	unsigned pad;   /* '=' seen */
	bool bad;
};

/* Decodes n characters into `out`, which has room for n / 4 * 3 + 3 bytes; returns the bytes
 * made. */
size_t encode_base64_feed(struct base64_stream *b, const char *p, size_t n, uint8_t *out);

/* Ends the stream: up to 2 more bytes go to `out`, also when it is false: the text was not base64. */
bool encode_base64_end(struct base64_stream *b, uint8_t *out, size_t *n);

/* Percent-decodes v. `form` also turns '+' into a blank. False on a broken escape. The result may
 * hold NUL bytes, so its length is given; it is terminated all the same. */
bool encode_percent_decode(struct arena *a, struct view v, bool form, char **out, size_t *len);

/* Percent-decodes text that arrives in pieces. What is no escape stays as it is. Starts zeroed. */
struct percent_stream {
	char held[2]; /* the begin of an escape */
	unsigned count;
};

/* Decodes n bytes into `out`, which has room for n + 2; returns the bytes made. */
size_t encode_percent_feed(struct percent_stream *ps, const char *p, size_t n, char *out);

/* Ends the stream: up to 2 more bytes go to `out`; returns how many. */
size_t encode_percent_end(struct percent_stream *ps, char *out);

/* Percent-encodes everything but unreserved characters and those in `keep`. */
char *encode_percent(struct arena *a, const char *s, const char *keep);

#endif
