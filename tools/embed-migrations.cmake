# Writes a C file that holds every migration of FOLDER in number order. Called at build time:
# cmake -D FOLDER=... -D OUTPUT=... -P embed-migrations.cmake
# Files are named <number>_<what>.sql and numbered 1, 2, 3 ... without a gap, so entry i of
# the array brings a database from version i to i + 1. The text becomes bytes, not a string
# literal: ISO C promises only 4095 characters of those.

file(GLOB files ${FOLDER}/*.sql)
list(SORT files COMPARE NATURAL)

set(number 0)
set(bodies "")
set(entries "")
foreach(file IN LISTS files)
	math(EXPR number "${number} + 1")
	get_filename_component(name ${file} NAME)
	if(NOT name MATCHES "^0*${number}[^0-9]")
		message(FATAL_ERROR "migration '${name}' should be number ${number}")
	endif()
	file(READ ${file} hex HEX)
	if(hex MATCHES "^(..)*00")
		message(FATAL_ERROR "migration '${name}' holds a NUL byte")
	endif()
	string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
	string(APPEND bodies
		"/* ${name} */\nstatic const unsigned char migration_${number}[] = {${bytes}0};\n")
	string(APPEND entries "\t(const char *)migration_${number},\n")
endforeach()

file(WRITE ${OUTPUT}
	"/* Generated from db/migrations. */\n#include \"db/db_migrate.h\"\n\n${bodies}\n"
	"const char *const db_migrations[] = {\n${entries}\tNULL,\n};\n"
	"const size_t db_migrations_count = ${number};\n")
