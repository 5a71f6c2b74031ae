/* What a delivery URL leads to: the file with its bytes, or why there is none to be had. The same for those who
 * ask over HTTP and for operations that are given such a URL. */
#ifndef DELIVERY_DELIVERY_FIND_H
#define DELIVERY_DELIVERY_FIND_H

#include "delivery/delivery_url.h"
#include "model/account.h"
#include "model/file.h"
#include "ops/emulator.h"

struct delivery_asked {
	const char *target; /* path and query exactly as they were sent: what a signature is for */
	struct delivery_url url; /* its parts; virtual names are cut off as the file is found */
	const struct account
		*owner; /* whose key came with it: shown all of their own; NULL: anybody */
};

struct delivery_found {
	struct account *account; /* in the arena; set for refusals too, once it is known */
	struct file file;
	int fd; /* the caller's */
};

/* A refusal: the status, and why in the words of the ik-error header. Status 0 is none. */
struct delivery_refusal {
	int status;
	const char *ik_error; /* NULL for failures of this server, which the scope tells */
};

struct delivery_refusal delivery_find(struct emulator *e, struct scope *s,
	struct delivery_asked *asked, struct delivery_found *out);

#endif
