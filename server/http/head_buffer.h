/* Where civetweb's buffer begins. civetweb counts a request from there to the first empty line, yet looks
 * for the request line behind all blank lines: with such lines in front it takes a head for its own body,
 * and may take for a head what an earlier client left in the buffer. The connection is opaque, so the
 * buffer, one of its members, is found by what it holds. */
#ifndef HTTP_HEAD_BUFFER_H
#define HTTP_HEAD_BUFFER_H

#include "base/base.h"

#include <civetweb.h>

enum { HEAD_BUFFER_SIZE = 32768 }; /* as civetweb is told */

/* False when the request line is the first thing in the buffer. One CR LF before it does no harm: civetweb
 * counts it as a part of the head. */
bool head_buffer_starts_late(const struct mg_request_info *info);

/* To be called when a request has been answered. */
void head_buffer_done(const struct mg_request_info *info);

/* True when nothing but line ends came on this thread since then. */
bool head_buffer_blank_since(void);

#endif
