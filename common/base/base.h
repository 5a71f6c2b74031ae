/* What every file may rely on: fixed-width types, attributes, allocation that does not fail. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/xmalloc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(a)      (sizeof(a) / sizeof((a)[0]))
#define NODISCARD         __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

#endif
