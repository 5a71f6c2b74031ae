/* What a reset leaves as it is. */
#ifndef STATE_RESET_KEEP_H
#define STATE_RESET_KEEP_H

/* What a reset leaves as it is; bits. */
enum reset_keep {
	RESET_KEEP_JOURNAL = 1 << 0,
	RESET_KEEP_CLOCK = 1 << 1,
	RESET_KEEP_FAULTS = 1 << 2,
	RESET_KEEP_RATE_LIMITS = 1 << 3,
};

#endif
