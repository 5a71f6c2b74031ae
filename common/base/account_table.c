/* Two arrays side by side: accounts are few, and are looked for far more often than they come and go. */
#include "base/account_table.h"

#include <stdlib.h>
#include <string.h>

struct account_table account_table_init(size_t size, void (*drop)(void *item))
{
	return (struct account_table){ .size = size, .drop = drop };
}

static void forget_all(struct account_table *t)
{
	for (size_t i = 0; t->drop && i < t->count; i++)
		t->drop(account_table_at(t, i));
	t->count = 0;
}

void account_table_deinit(struct account_table *t)
{
	forget_all(t);
	free(t->accounts);
	free(t->items);
}

void *account_table_at(const struct account_table *t, size_t i)
{
	return t->items + i * t->size;
}

/* Where the account is, or would be put. */
static size_t place(const struct account_table *t, int64_t account)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->accounts[middle] < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct account_table *t, size_t at, int64_t account)
{
	return at < t->count && t->accounts[at] == account;
}

void *account_table_own(const struct account_table *t, int64_t account)
{
	size_t at = place(t, account);

	return is_at(t, at, account) ? account_table_at(t, at) : NULL;
}

void *account_table_of(const struct account_table *t, int64_t account)
{
	void *own = account_table_own(t, account);

	return own ? own : account_table_own(t, ACCOUNT_TABLE_ALL);
}

/* Moves what lies from there on by one place, up or down. */
static void move(struct account_table *t, size_t from, size_t to)
{
	size_t n = t->count - from;

	memmove(t->accounts + to, t->accounts + from, n * sizeof(*t->accounts));
	memmove(account_table_at(t, to), account_table_at(t, from), n * t->size);
}

void *account_table_make(struct account_table *t, int64_t account)
{
	size_t at = place(t, account);

	if (is_at(t, at, account))
		return account_table_at(t, at);
	if (t->count == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 8;
		t->accounts = xreallocarray(t->accounts, t->cap, sizeof(*t->accounts));
		t->items = xreallocarray(t->items, t->cap, t->size);
	}
	move(t, at, at + 1);
	t->count++;
	t->accounts[at] = account;
	return memset(account_table_at(t, at), 0, t->size);
}

void account_table_forget(struct account_table *t, int64_t account)
{
	size_t at = place(t, account);

	if (!is_at(t, at, account))
		return;
	if (t->drop)
		t->drop(account_table_at(t, at));
	move(t, at + 1, at);
	t->count--;
}

void account_table_reset(struct account_table *t, int64_t account)
{
	if (account == ACCOUNT_TABLE_ALL)
		forget_all(t);
	else
		account_table_forget(t, account);
}
