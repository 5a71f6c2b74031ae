/* Texts that are JSON, as values of the test file's scope. */
#ifndef TESTS_PARSED_H
#define TESTS_PARSED_H

#include "json/json_value.h"
#include "tests/support/own_scope.h"

#include <check.h>
#include <string.h>

static inline const struct json_value *parsed(const char *text)
{
	const struct json_value *v = NULL;

	err_clear(&scope);
	ck_assert_msg(json_parse(&scope, text, strlen(text), &v), "%s: %s", text, scope.err.msg);
	ck_assert_int_eq(scope.err.code, ERR_NONE);
	return v;
}

#endif
