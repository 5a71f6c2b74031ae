/* Who may use the control plane: a web page that a browser shows must not reach it, be it through a
 * form, a script, or a name that resolves to this machine, nor whoever makes a server of this kind fetch a URL. */
#ifndef GATE_GATE_CONTROL_H
#define GATE_GATE_CONTROL_H

#include "http/req.h"
#include "ops/emulator.h"

/* False: ERR_FORBIDDEN or ERR_UNAUTHENTICATED with a sentence that says why. */
NODISCARD bool gate_control(struct emulator *e, struct req *rq);

#endif
