/* A source of an archive's bytes that gives so many of them at a time. */
#ifndef TESTS_ARCHIVE_FEED_H
#define TESTS_ARCHIVE_FEED_H

#include "base/base.h"

#include <string.h>

struct archive_feed {
	const uint8_t *p;
	size_t left, step;
};

static inline int64_t archive_feed_give(void *ctx, void *buf, size_t n)
{
	struct archive_feed *feed = ctx;
	size_t got = feed->left < feed->step ? feed->left : feed->step;

	if (got > n)
		got = n;
	memcpy(buf, feed->p, got);
	feed->p += got;
	feed->left -= got;
	return (int64_t)got;
}

#endif
