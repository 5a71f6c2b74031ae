/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/base.h"

/* Decodes the character at p; returns its length in bytes, 0 when the bytes are not UTF-8. n >
 * 0. */
size_t utf8_decode(const char *p, size_t n, uint32_t *code);
bool utf8_valid(const char *p, size_t n);

/* How many characters a text has that is UTF-8. */
size_t utf8_count(const char *text);

/* A letter, mark or number of any script: what the service keeps in file and folder names. */
bool utf8_is_name_char(uint32_t code);

/* The lower-case letter of a capital that has one; everything else is itself. */
uint32_t utf8_lower(uint32_t code);

#endif
