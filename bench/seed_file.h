/* What the files of a made-up library are: names, times, kinds, tags, custom metadata, embedded
 * facts. Some classes of files have SEED_CLASS members in a library of any size, so that searches
 * for them find equally many; search.py asks for them by the words given here:
 *
 *   tag rare-heron, rare-osprey, rare-ibis    name needle-…    folders below /shelf
 *   price >= 1000000    the word zanzibar in the text    created from SEED_LAST on */
#ifndef BENCH_SEED_FILE_H
#define BENCH_SEED_FILE_H

#include "seed_random.h"

#include <stdbool.h>

enum {
	SEED_CLASS = 1000,
	SEED_MIN = 20000,     /* files; with fewer, one would be in several classes */
	SEED_TAGS = 2000,     /* words that files are commonly tagged with */
	SEED_ALL_TAGS = 2004, /* with the rare ones and `one-percent`, which every hundredth has */
	SEED_FILE_TAGS = 6,   /* of one file, at most */
	SEED_VERSIONS = 2,    /* the same of versions */
	SEED_KEYWORDS = 2,    /* the same of keywords in its bytes */
	SEED_WORD = 48,       /* room for a tag or the name of a folder */
};

/* Milliseconds since 1970: when the library begins; from when on the last SEED_CLASS files are. */
#define SEED_BEGIN INT64_C(1577836800000) /* 2020-01-01 */
#define SEED_LAST  INT64_C(1767225600000) /* 2026-01-01 */

struct seed_kind {
	const char *extension, *mime;
	uint32_t share; /* of 1,000 files */
	bool is_image, is_video, has_alpha;
};

struct seed_folder {
	char name[SEED_WORD];
	int64_t parent; /* number of the folder it lies in; -1: the root */
};

struct seed_version {
	char id[SEED_ID + 1], key[SEED_KEY + 1], blob[SEED_BLOB + 1];
	int64_t created_at, size, width, height;
	int orientation;
	double resolution;
};

struct seed_file {
	uint32_t number; /* from 0, in the order of time */
	uint32_t folder; /* from 0 */
	char name[64];
	int64_t created_at;
	const struct seed_kind *kind;
	struct seed_version versions[SEED_VERSIONS];
	uint32_t version_count;
	uint32_t tags[SEED_FILE_TAGS], tag_count;
	double price;   /* below 0: none */
	char text[192]; /* empty: none */
	bool is_private, is_published;
	bool has_camera; /* whose bytes tell of the picture: what follows, and keywords */
	int64_t taken_at;
	bool has_place;
	double latitude, longitude;
	uint32_t keywords[SEED_KEYWORDS], keyword_count; /* different words of tags */
};

struct seed_world {
	uint64_t seed;
	struct seed_zipf tags;
	uint32_t files, folders;
};

/* files: a multiple of SEED_CLASS, at least SEED_MIN. One folder a thousand files. */
struct seed_world seed_world_new(uint32_t files, uint64_t seed);
void seed_world_free(struct seed_world *w);

/* Folders come before those that lie in them. */
void seed_world_folder(const struct seed_world *w, uint32_t number, struct seed_folder *out);
void seed_world_tag(uint32_t number, char out[SEED_WORD]);

/* number: from 0, in any order. */
void seed_world_file(const struct seed_world *w, uint32_t number, struct seed_file *out);

/* The row, from 1, of the first version of a file when all are numbered in the order of time. */
int64_t seed_file_version_row(uint32_t number);

/* What the bytes of a file with a camera say, as JSON. */
void seed_file_embedded(const struct seed_file *f, char *out, size_t size);

#endif
