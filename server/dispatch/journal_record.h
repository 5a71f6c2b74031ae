/* From a request and its answer to an entry of the journal. */
#ifndef DISPATCH_JOURNAL_RECORD_H
#define DISPATCH_JOURNAL_RECORD_H

#include "http/reply.h"
#include "http/req.h"
#include "ops/emulator.h"

/* What dispatch knew before anything was done with the request. */
struct journal_record_start {
	const char *target; /* as it was sent */
	int64_t us;         /* of clock_monotonic_us() */
};

/* Adds the entry, without secrets. A refusal gets one more header, x-emulator-explain: where to read it.
 * Nothing happens while the journal is off. */
void journal_record(struct emulator *e, const struct req *rq, struct reply *rp,
	const struct journal_record_start *start);

#endif
