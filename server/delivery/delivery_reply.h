/* Answers of the delivery side: files, and refusals in its plain-text form (URL delivery: responses). */
#ifndef DELIVERY_DELIVERY_REPLY_H
#define DELIVERY_DELIVERY_REPLY_H

#include "delivery/delivery_url.h"
#include "http/reply.h"
#include "http/req.h"
#include "model/file.h"
#include "ops/emulator.h"

/* `ik_error` is the value of the ik-error header, or NULL. */
void delivery_reply_refuse(struct req *rq, struct reply *rp, int status, const char *ik_error);

/* Conditional and range requests, and those for compressed bytes, are answered as the headers say; `fd` is taken
 * over. */
void delivery_reply_file(struct emulator *e, struct req *rq, struct reply *rp,
	const struct delivery_url *url, const struct file *f, int fd);

void delivery_reply_options(struct reply *rp);

#endif
