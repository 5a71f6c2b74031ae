/* Answers that came from clients are no pages of this server. */
#ifndef HTTP_PAGE_GUARD_H
#define HTTP_PAGE_GUARD_H

#include "http/reply.h"

/* Adds the headers that keep a browser from running what the answer holds as a page of this origin, beside
 * the control plane: its type is not guessed, and what may be shown as a document is in a sandbox.
 * `own`: the server wrote it itself, so it needs no sandbox. For the complete head, once. */
void page_guard(struct reply *rp, bool own);

#endif
