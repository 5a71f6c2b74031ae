/* Virtual tables that are read from the first row to the last, and nothing else. Rows of files and
 * of versions are numbered from 1 in the order of time. */
#include "seed_table.h"

#include <stdio.h>
#include <string.h>

struct cursor {
	sqlite3_vtab_cursor base;
	const struct table *table;
	const struct seed_file *file, *end;
	const struct seed_version *bytes;
	uint32_t version, row; /* of the file from 0; of the table, for this version, from 0 */
};

typedef uint32_t rows_fn(const struct seed_file *f);
typedef void column_fn(const struct cursor *c, sqlite3_context *out, int column);

struct source {
	const char *name, *schema;
	rows_fn *rows; /* of one version; 0 or more */
	column_fn *column;
	bool of_file; /* one row a file instead */
};

struct table {
	sqlite3_vtab base;
	const struct source *source;
	const struct seed_batch *batch;
};

/* Sources -------------------------------------------------------------------------------------- */

/* For texts that stay, as those of the batch do. */
static void put_kept(sqlite3_context *out, const char *text)
{
	sqlite3_result_text(out, text, -1, SQLITE_STATIC);
}

static void put_text(sqlite3_context *out, const char *text)
{
	sqlite3_result_text(out, text, -1, SQLITE_TRANSIENT);
}

static uint32_t one_row(const struct seed_file *f)
{
	(void)f;
	return 1;
}

static void file_column(const struct cursor *c, sqlite3_context *out, int column)
{
	const struct seed_file *f = c->file;

	switch (column) {
	case 0:
		sqlite3_result_int64(out, 1 + f->number);
		return;
	case 1:
		put_kept(out, c->bytes->id);
		return;
	case 2:
		sqlite3_result_int64(out, f->folder);
		return;
	case 3:
		put_kept(out, f->name);
		return;
	case 4:
		sqlite3_result_int64(out, seed_file_version_row(f->number) + f->version_count - 1);
		return;
	case 5:
		sqlite3_result_int64(out, 1 + f->version_count);
		return;
	default:
		sqlite3_result_int64(out, f->created_at);
	}
}

static void content_column(const struct cursor *c, sqlite3_context *out, int column)
{
	const struct seed_version *v = c->bytes;

	switch (column) {
	case 6:
		sqlite3_result_int64(out, v->size);
		return;
	case 7:
		put_kept(out, c->file->kind->mime);
		return;
	case 8:
		sqlite3_result_int(out, c->file->kind->is_image);
		return;
	case 9:
		sqlite3_result_int64(out, v->width);
		return;
	case 10:
		sqlite3_result_int64(out, v->height);
		return;
	case 11:
		sqlite3_result_int(out, v->orientation);
		return;
	case 12:
		sqlite3_result_int(out, c->file->kind->has_alpha);
		return;
	default:
		sqlite3_result_double(out, v->resolution);
	}
}

static sqlite3_int64 version_row(const struct cursor *c)
{
	return seed_file_version_row(c->file->number) + c->version;
}

static void version_column(const struct cursor *c, sqlite3_context *out, int column)
{
	switch (column) {
	case 0:
		sqlite3_result_int64(out, version_row(c));
		return;
	case 1:
		sqlite3_result_int64(out, 1 + c->file->number);
		return;
	case 2:
		put_kept(out, c->bytes->id);
		return;
	case 3:
		sqlite3_result_int64(out, 1 + c->version);
		return;
	case 4:
		put_kept(out, c->bytes->key);
		return;
	case 5:
		put_kept(out, c->bytes->blob);
		return;
	case 14:
		sqlite3_result_int(out, c->file->is_private);
		return;
	case 15:
		sqlite3_result_int(out, c->file->is_published);
		return;
	case 16:
		sqlite3_result_int64(out, c->bytes->created_at);
		return;
	default:
		content_column(c, out, column);
	}
}

static uint32_t tag_rows(const struct seed_file *f)
{
	return f->tag_count;
}

static void tag_column(const struct cursor *c, sqlite3_context *out, int column)
{
	if (column == 0)
		sqlite3_result_int64(out, version_row(c));
	else
		sqlite3_result_int64(out, column == 1 ? c->row : 1 + c->file->tags[c->row]);
}

static uint32_t value_rows(const struct seed_file *f)
{
	return (f->price >= 0 ? 1U : 0U) + (f->text[0] ? 1U : 0U);
}

static void price_column(const struct cursor *c, sqlite3_context *out, bool json)
{
	char text[32];

	if (json) {
		snprintf(text, sizeof(text), "%.10g", c->file->price);
		put_text(out, text);
	} else {
		sqlite3_result_double(out, c->file->price);
	}
}

static void text_column(const struct cursor *c, sqlite3_context *out, bool json)
{
	char text[sizeof(c->file->text) + 2];

	if (json) {
		snprintf(text, sizeof(text), "\"%s\"", c->file->text);
		put_text(out, text);
	} else {
		put_kept(out, c->file->text);
	}
}

static void value_column(const struct cursor *c, sqlite3_context *out, int column)
{
	bool price = c->row == 0 && c->file->price >= 0;

	if (column == 0)
		sqlite3_result_int64(out, version_row(c));
	else if (column == 1)
		sqlite3_result_int(out, price ? SEED_FIELD_PRICE : SEED_FIELD_TEXT);
	else if (price)
		price_column(c, out, column == 2);
	else
		text_column(c, out, column == 2);
}

static uint32_t facts_rows(const struct seed_file *f)
{
	return f->has_camera || f->kind->is_video ? 1 : 0;
}

static void picture_column(const struct seed_file *f, sqlite3_context *out, int column)
{
	char text[192];

	if (column == 1) {
		seed_file_embedded(f, text, sizeof(text));
		put_text(out, text);
	} else if (column == 2) {
		sqlite3_result_int64(out, f->taken_at);
	} else if (f->has_place && (column == 3 || column == 4)) {
		sqlite3_result_double(out, column == 3 ? f->latitude : f->longitude);
	}
}

static void video_column(const struct cursor *c, sqlite3_context *out, int column)
{
	if (column == 5)
		sqlite3_result_int64(out, 500000 + c->bytes->size);
	else if (column == 6)
		sqlite3_result_double(out, (double)c->bytes->size / 8000);
	else if (column == 7)
		put_kept(out, "aac");
	else if (column == 8)
		put_kept(out, "h264");
}

static void facts_column(const struct cursor *c, sqlite3_context *out, int column)
{
	if (column == 0)
		put_kept(out, c->bytes->blob);
	else if (c->file->has_camera)
		picture_column(c->file, out, column);
	else
		video_column(c, out, column);
}

static uint32_t keyword_rows(const struct seed_file *f)
{
	return f->keyword_count;
}

static void keyword_column(const struct cursor *c, sqlite3_context *out, int column)
{
	char word[SEED_WORD];

	seed_world_tag(c->file->keywords[c->row], word);
	put_text(out, column == 0 ? c->bytes->blob : word);
}

static const struct source sources[] = {
	{ "made_file",
		"CREATE TABLE made (id, public_id, folder, name, current_version_id, "
		"next_version_no, created_at)",
		one_row, file_column, true },
	{ "made_version",
		"CREATE TABLE made (id, file_id, public_id, number, delivery_key, blob, size, "
		"mime, is_image, width, height, orientation, has_alpha, resolution, is_private, "
		"is_published, created_at)",
		one_row, version_column, false },
	{ "made_tag", "CREATE TABLE made (version_id, position, word_id)", tag_rows, tag_column,
		false },
	{ "made_value", "CREATE TABLE made (version_id, field_id, json, item)", value_rows,
		value_column, false },
	{ "made_facts",
		"CREATE TABLE made (blob, embedded, taken_at, latitude, longitude, bit_rate, "
		"duration, audio_codec, video_codec)",
		facts_rows, facts_column, false },
	{ "made_keyword", "CREATE TABLE made (blob, word)", keyword_rows, keyword_column, false },
};

/* Cursors -------------------------------------------------------------------------------------- */

static const struct table *table_of(sqlite3_vtab *base)
{
	return (const struct table *)base;
}

/* The first version of the first file, from this one on, that has rows. */
static void find_file(struct cursor *c)
{
	while (c->file < c->end && c->table->source->rows(c->file) == 0)
		c->file++;
	c->version = 0;
	c->bytes = c->file->versions;
	c->row = 0;
}

static int next(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	const struct source *source = c->table->source;

	if (++c->row < source->rows(c->file))
		return SQLITE_OK;
	if (c->version + 1 < c->file->version_count && !source->of_file) {
		c->bytes = &c->file->versions[++c->version];
		c->row = 0;
		return SQLITE_OK;
	}
	c->file++;
	find_file(c);
	return SQLITE_OK;
}

static int filter(
	sqlite3_vtab_cursor *base, int index, const char *plan, int argc, sqlite3_value **argv)
{
	struct cursor *c = (struct cursor *)base;

	(void)index;
	(void)plan;
	(void)argc;
	(void)argv;
	c->file = c->table->batch->files;
	c->end = c->file + c->table->batch->count;
	find_file(c);
	return SQLITE_OK;
}

static int eof(sqlite3_vtab_cursor *base)
{
	const struct cursor *c = (const struct cursor *)base;

	return c->file >= c->end;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *out, int index)
{
	const struct cursor *c = (const struct cursor *)base;

	c->table->source->column(c, out, index);
	return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	(void)base;
	*out = 0;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
	struct cursor *c = sqlite3_malloc(sizeof(*c));

	if (!c)
		return SQLITE_NOMEM;
	memset(c, 0, sizeof(*c));
	c->table = table_of(base);
	*out = &c->base;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
	sqlite3_free(base);
	return SQLITE_OK;
}

/* Tables --------------------------------------------------------------------------------------- */

struct made {
	const struct source *source;
	const struct seed_batch *batch;
};

static int connect(sqlite3 *db, void *made, int argc, const char *const *argv, sqlite3_vtab **out,
	char **error)
{
	const struct made *m = made;
	struct table *table = sqlite3_malloc(sizeof(*table));

	(void)argc;
	(void)argv;
	(void)error;
	if (!table)
		return SQLITE_NOMEM;
	*table = (struct table){ .source = m->source, .batch = m->batch };
	*out = &table->base;
	return sqlite3_declare_vtab(db, m->source->schema);
}

static int disconnect(sqlite3_vtab *base)
{
	sqlite3_free(base);
	return SQLITE_OK;
}

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	(void)base;
	info->estimatedCost = 1e6;
	return SQLITE_OK;
}

static const sqlite3_module module = {
	.xConnect = connect,
	.xDisconnect = disconnect,
	.xBestIndex = best_index,
	.xOpen = open_cursor,
	.xClose = close_cursor,
	.xFilter = filter,
	.xNext = next,
	.xEof = eof,
	.xColumn = column,
	.xRowid = rowid,
};

int seed_table_register(sqlite3 *db, const struct seed_batch *batch)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		struct made *made = sqlite3_malloc(sizeof(*made));
		if (!made)
			return SQLITE_NOMEM;
		*made = (struct made){ &sources[i], batch };
		int rc = sqlite3_create_module_v2(db, sources[i].name, &module, made, sqlite3_free);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}
