/* Run by the build: makes a database by all migrations and prints its pages as C, for db_schema.c. Of a page
 * that holds no row hardly a byte is not zero, so what is printed are the stretches between zeros. */
#include "db/db_migrate.h"
#include "db/db_schema.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHORT = 16 }; /* zeros that are printed, as a stretch of its own costs as much */

static void must(sqlite3 *conn, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(conn, sql, NULL, NULL, &why) == SQLITE_OK)
		return;
	fprintf(stderr, "schema: %s\n", why ? why : "no memory");
	_Exit(1);
}

static void migrate(sqlite3 *conn)
{
	char version[64];

	/* In one transaction, or every statement would write its pages. */
	must(conn, "BEGIN");
	for (size_t i = 0; i < db_migrations_count; i++)
		must(conn, db_migrations[i]);
	(void)snprintf(version, sizeof(version), "PRAGMA user_version = %zu", db_migrations_count);
	must(conn, version);
	must(conn, "COMMIT");
}

/* The end of the stretch that begins at `from`, which is not zero. */
static size_t end_of(const unsigned char *p, size_t size, size_t from)
{
	size_t end = from + 1;

	for (size_t i = end; i < size && i - end < SHORT; i++)
		if (p[i] != 0)
			end = i + 1;
	return end;
}

static void print(const unsigned char *p, size_t size)
{
	puts("/* Generated from db/migrations by db/schema_main.c. */\n#include "
	     "\"db/db_schema.h\"\n\n"
	     "static const struct db_stretch stretches[] = {");
	for (size_t at = 0, end; at < size; at = end) {
		end = at + 1;
		if (p[at] == 0)
			continue;
		end = end_of(p, size, at);
		printf("\t{ %zu, %zu, (const unsigned char[]){ ", at, end - at);
		for (size_t i = at; i < end; i++)
			printf("%u,", p[i]);
		puts(" } },");
	}
	printf("};\n\nconst struct db_schema db_schema = { %zu, sizeof(stretches) / "
	       "sizeof(stretches[0]),\n"
	       "\tstretches };\n",
		size);
}

int main(void)
{
	sqlite3_int64 size = 0;
	sqlite3 *conn;

	if (sqlite3_open(":memory:", &conn) != SQLITE_OK)
		return 1;
	migrate(conn);
	unsigned char *pages = sqlite3_serialize(conn, "main", &size, 0);
	if (!pages)
		return 1;
	print(pages, (size_t)size);
	sqlite3_free(pages);
	return sqlite3_close(conn) == SQLITE_OK ? 0 : 1;
}
