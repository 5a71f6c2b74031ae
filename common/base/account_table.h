/* What is kept in memory of each account: items of one kind by the account's number. The number 0 stands for
 * everybody: its item holds for accounts that have none of their own. Not thread-safe, as the lock of its owner
 * covers more than the table. */
#ifndef BASE_ACCOUNT_TABLE_H
#define BASE_ACCOUNT_TABLE_H

#include "base/base.h"

enum { ACCOUNT_TABLE_ALL = 0 };

struct account_table {
	size_t size;              /* bytes of an item */
	void (*drop)(void *item); /* lets go of what an item owns; NULL: it owns nothing */
	size_t count, cap;
	int64_t *accounts; /* ascending */
	char *items;       /* in the same order */
};

struct account_table account_table_init(size_t size, void (*drop)(void *item));
void account_table_deinit(struct account_table *t);

/* The account's own item; NULL when it has none. Items stay where they are until one is made or forgotten. */
void *account_table_own(const struct account_table *t, int64_t account);

/* The item that holds for the account: its own, or that of all; NULL when there is neither. */
void *account_table_of(const struct account_table *t, int64_t account);

/* The account's own item, a zeroed one when it had none. */
void *account_table_make(struct account_table *t, int64_t account) __attribute__((returns_nonnull));

/* One of `count`, by the order of their accounts. */
void *account_table_at(const struct account_table *t, size_t i);

/* Forgets one item, be it that of all. */
void account_table_forget(struct account_table *t, int64_t account);

/* Forgets the account's item; of ACCOUNT_TABLE_ALL: every item. */
void account_table_reset(struct account_table *t, int64_t account);

#endif
