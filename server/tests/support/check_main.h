/*
 * The end of every unit test's main(): runs a suite and speaks TAP on standard output. CK_FORK
 * and its kin are obeyed, so `CK_FORK=no gdb build/dev/tests/check_...` debugs in one process.
 */
#ifndef TESTS_CHECK_MAIN_H
#define TESTS_CHECK_MAIN_H

#include <check.h>

/* Takes the suite over and returns what main() should return: 0 when every case passed. */
static inline int check_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_set_tap(runner, "-");
	/* Failures are in the TAP lines already. */
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#endif
