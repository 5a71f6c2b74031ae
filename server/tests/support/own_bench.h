/* The bench of a test file, opened and closed around each of its tests. */
#ifndef TESTS_OWN_BENCH_H
#define TESTS_OWN_BENCH_H

#include "tests/support/bench.h"

static struct bench bench;

static inline void open_bench(void)
{
	bench_open(&bench);
}

static inline void close_bench(void)
{
	bench_close(&bench);
}

#endif
