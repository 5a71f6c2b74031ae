/* Browsers at the control plane. Pages that others wrote, files of the library among them, must not use it,
 * whatever host and port they come from; the server's own pages may. */
#ifndef GATE_GATE_PAGE_H
#define GATE_GATE_PAGE_H

#include "http/req.h"
#include "ops/emulator.h"

/* What the server's own pages send with each call, with any value. A page of another origin has to ask for
 * leave to send a header of its own, and the control plane never gives it. */
#define GATE_PAGE_HEADER "x-emulator-control"

/* True for what no browser sent, for what one of the server's own pages sent, and for reading what somebody
 * typed into the address bar. False: ERR_FORBIDDEN with a sentence that says why. */
NODISCARD bool gate_page(struct emulator *e, struct req *rq);

/* A page of another machine sent it: one of no origin that this machine or the public URL has. */
bool gate_page_is_foreign(const struct emulator *e, const struct req *rq);

#endif
