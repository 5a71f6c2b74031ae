/* What civetweb lets through in a request head and we do not (RFC 9112). */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/exchange.h"

/* Checks the head and fills x->length and x->wants_100. Returns what is wrong, with the status to
 * answer, or NULL. */
const char *head_check(struct exchange *x, int *status);

#endif
