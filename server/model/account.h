/* Whom everything belongs to. */
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

#include <stdint.h>

struct account {
	int64_t row;             /* > 0; also the number of the account's clock */
	const char *imagekit_id; /* first path segment of its delivery URLs */
	const char *private_key;
	const char *public_key; /* NULL when none is known */
};

#endif
