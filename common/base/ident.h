/* Random names: ids as the service makes them, reproducible when a seed was given. Thread-safe. */
#ifndef BASE_IDENT_H
#define BASE_IDENT_H

#include "base/arena.h"

struct ident;

/* seed < 0: the kernel's randomness; otherwise the same calls give the same ids. */
struct ident *ident_new(int64_t seed);
void ident_free(struct ident *id);

/* Turns a seeded generator to another stretch of its ids, for a library that already holds some: the
 * same library in the same state goes on with the same ids. Without a seed, and with 0, nothing. */
void ident_continue(struct ident *id, int64_t from);

/* 24 hex digits: the clock's seconds, then random. For files, versions, folders, jobs. */
const char *ident_object(struct ident *id, struct arena *a, int64_t now_ms);

/* The same for many rows at once: most ids follow right after the one before, so that an index takes them
 * at one place. They are as unlike those of ident_object() as these are unlike each other. */
const char *ident_object_run(struct ident *id, struct arena *a, int64_t now_ms);

/* `n` characters of 0-9A-Za-z_- for file name suffixes (the service normally uses 9). */
const char *ident_short(struct ident *id, struct arena *a, size_t n);

/* 32 characters of 0-9A-Za-z._ as in `ik-obj-version`. */
const char *ident_version_key(struct ident *id, struct arena *a);

/* A version 4 UUID: 36 characters and a terminator. */
void ident_uuid(struct ident *id, char out[37]);

#endif
