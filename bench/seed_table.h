/* A made-up library as tables that SQL reads: made_file, made_version, made_tag, made_value,
 * made_facts, made_keyword. Large INSERT ... SELECT statements from them cost far less than a
 * statement a row: the full-text index writes what it holds back at the start of each statement. */
#ifndef BENCH_SEED_TABLE_H
#define BENCH_SEED_TABLE_H

#include "seed_file.h"

#include <sqlite3.h>

enum { SEED_FIELD_PRICE = 1, SEED_FIELD_TEXT }; /* rows of the fields that values are of */

/* The files that the tables tell of. To be changed between statements only. */
struct seed_batch {
	struct seed_file *files;
	uint32_t count;
};

/* The batch must outlive the connection. Gives a result of SQLite. */
int seed_table_register(sqlite3 *db, const struct seed_batch *batch);

#endif
