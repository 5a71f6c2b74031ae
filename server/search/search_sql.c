/* Design. Most conditions compare one expression with the operands ("f.name", "v.size"): `columns` names
 * it. The others ask whether a row of another table exists for the version or its blob: `relations` names
 * that table once, and test and set are made from the same words: EXISTS (SELECT 1 FROM <table> WHERE
 * <joined> AND <match>) and SELECT v.file_id FROM <table> … WHERE <match>. */
#include "search/search_sql.h"

#include "json/json_write.h"
#include "search/search_format.h"
#include "search/search_geo.h"

#include <string.h>

enum { MAX_TEXT = 1024 * 1024, LONG_LIST = 8 };

static void str(struct search_sql *q, const char *text)
{
	strbuf_str(&q->text, text);
}

/* What a file, an old version and a folder have in one expression. */
struct column {
	const char *file, *folder;
	const char *present; /* rows that have it at all; NULL: every row */
	bool in_version;
	const char *set; /* SELECT of file ids that the same comparison is added to; NULL: none */
};

#define OWN_FILES    "SELECT f.id FROM file f WHERE f.account_id = ?1 AND "
#define ALL_VERSIONS "SELECT v.file_id FROM file_version v WHERE "

// clang-format off
static const struct column columns[] = {
	[SEARCH_NAME] = { "f.name", "d.name", NULL, false, OWN_FILES },
	[SEARCH_ID] = { "f.public_id", "d.public_id", NULL, false, OWN_FILES },
	[SEARCH_CREATED_AT] = { "f.created_at", "d.created_at", NULL, false, OWN_FILES },
	[SEARCH_UPDATED_AT] = { "v.updated_at", "d.updated_at", NULL, true, ALL_VERSIONS },
	[SEARCH_WIDTH] = { "v.width", NULL, "v.is_image = 1 AND v.width > 0", true, NULL },
	[SEARCH_HEIGHT] = { "v.height", NULL, "v.is_image = 1 AND v.height > 0", true, NULL },
	[SEARCH_SIZE] = { "v.size", NULL, NULL, true, ALL_VERSIONS },
	[SEARCH_FORMAT] = { "v.mime", NULL, NULL, true, NULL },
	[SEARCH_PRIVATE] = { "v.is_private", NULL, NULL, true, NULL },
	[SEARCH_PUBLISHED] = { "v.is_published", NULL, NULL, true, NULL },
	[SEARCH_TRANSPARENCY] = { "v.has_alpha", NULL, "v.is_image = 1", true, NULL },
	[SEARCH_IS_IMAGE] = { "v.is_image", NULL, NULL, true, NULL },
	[SEARCH_PATH] = { "f.folder_id", "d.parent_id", NULL, false, NULL }, /* its set is put_folder_set() */
};

/* Rows of other tables that belong to a version or to its blob. Tests begin at the version, of which there
 * is one, never at the value, which many may have: `tested` keeps SQLite from the other index. */
struct relation {
	const char *tables;     /* after FROM in a set … */
	const char *tested;     /* … and in a test */
	const char *of_file;    /* joins them to f or v: the current version */
	const char *of_version; /* … an old one */
	const char *set;        /* how a set goes on from them to file ids */
	bool in_version;        /* of_file looks at v */
};

/* The index of versions has the beginning of the name alone. */
#define OF_BLOB(name) "substr(v.blob, 1, 12) = substr(" name ", 1, 12) AND v.blob = " name

static const struct relation tag_rows = {
	"tag t", "tag t INDEXED BY sqlite_autoindex_tag_1", "t.version_id = f.current_version_id", "t.version_id = v.id",
	"CROSS JOIN file_version v ON v.id = t.version_id", false,
};
static const struct relation value_rows = {
	"field_value x", "field_value x INDEXED BY field_value_version",
	"x.version_id = f.current_version_id", "x.version_id = v.id",
	"CROSS JOIN file_version v ON v.id = x.version_id", false,
};
static const struct relation keyword_rows = {
	"blob_keyword k", "blob_keyword k", "k.blob = v.blob", "k.blob = v.blob",
	"CROSS JOIN file_version v ON " OF_BLOB("k.blob"), true,
};
static const struct relation fact_rows = {
	"blob_facts b", "blob_facts b", "b.blob = v.blob", "b.blob = v.blob",
	"CROSS JOIN file_version v ON " OF_BLOB("b.blob"), true,
};
// clang-format on

static const struct relation *relation_of(enum search_subject subject)
{
	switch (subject) {
	case SEARCH_TAGS:
		return &tag_rows;
	case SEARCH_CUSTOM:
		return &value_rows;
	case SEARCH_KEYWORDS:
		return &keyword_rows;
	case SEARCH_TAKEN_AT:
	case SEARCH_PLACE:
		return &fact_rows;
	case SEARCH_NAME:
	case SEARCH_TYPE:
	case SEARCH_ID:
	case SEARCH_CREATED_AT:
	case SEARCH_UPDATED_AT:
	case SEARCH_WIDTH:
	case SEARCH_HEIGHT:
	case SEARCH_SIZE:
	case SEARCH_FORMAT:
	case SEARCH_PRIVATE:
	case SEARCH_PUBLISHED:
	case SEARCH_TRANSPARENCY:
	case SEARCH_CREATED_BY:
	case SEARCH_PATH:
	case SEARCH_IS_IMAGE:
		break;
	}
	return NULL;
}

/* Values ------------------------------------------------------------------------------------------ */

static const char *text_of(const struct search_condition *c, const struct search_operand *o)
{
	return c->subject == SEARCH_FORMAT ? search_format_mime(o->text) : o->text;
}

static void put_operand(
	struct search_sql *q, const struct search_condition *c, const struct search_operand *o)
{
	bool custom = c->subject == SEARCH_CUSTOM;

	if (o->kind == SEARCH_IS_BOOL)
		str(q, custom ? (o->yes ? "x'01'" : "x'00'") : (o->yes ? "1" : "0"));
	else if (o->kind == SEARCH_IS_NUMBER)
		search_bind_number(q, o->number);
	else
		search_bind_text(q, text_of(c, o));
}

static bool is_long_list(const struct search_condition *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->operands[i].kind != SEARCH_IS_TEXT)
			return false;
	return c->count > LONG_LIST;
}

/* One parameter: SQLite goes through all others for each that has a number. */
static void put_long_list(struct search_sql *q, const struct search_condition *c)
{
	struct strbuf text = strbuf_init(q->text.arena, MAX_TEXT);
	struct json_writer w = json_writer(&text);

	json_open_array(&w, NULL);
	for (size_t i = 0; i < c->count; i++)
		json_put_text(&w, NULL, text_of(c, &c->operands[i]));
	json_close_array(&w);
	q->text.full |= text.full;
	str(q, "SELECT j.value FROM json_each(");
	search_bind_text(q, strbuf_text(&text));
	str(q, ") j");
}

static void put_operands(struct search_sql *q, const struct search_condition *c)
{
	if (is_long_list(c)) {
		put_long_list(q, c);
		return;
	}
	for (size_t i = 0; i < c->count; i++) {
		if (i > 0)
			str(q, ", ");
		put_operand(q, c, &c->operands[i]);
	}
}

/* Texts that begin so lie between the prefix and the prefix followed by a byte that UTF-8 does not have. */
static void put_prefix(struct search_sql *q, const char *expression, const char *prefix)
{
	strbuf_printf(&q->text, "%s >= ", expression);
	search_bind_text(q, prefix);
	strbuf_printf(&q->text, " AND %s < ", expression);
	search_bind_text(q, arena_printf(q->text.arena, "%s\xff", prefix));
}

/* Of the kinds that a custom value may be, numbers come first: they end where texts begin. */
static void put_compare(
	struct search_sql *q, const char *expression, const struct search_condition *c)
{
	strbuf_printf(&q->text, "%s %s ", expression, search_op_word(c->op, false));
	put_operand(q, c, &c->operands[0]);
	if (c->subject == SEARCH_CUSTOM &&
		(c->op == SEARCH_GREATER || c->op == SEARCH_GREATER_EQUAL))
		strbuf_printf(&q->text, " AND %s < ''", expression);
}

static void put_match(
	struct search_sql *q, const char *expression, const struct search_condition *c)
{
	if (c->op == SEARCH_EQUAL || c->op == SEARCH_IN) {
		strbuf_printf(&q->text, "%s IN (", expression);
		put_operands(q, c);
		str(q, ")");
	} else if (c->op == SEARCH_BEGINS) {
		put_prefix(q, expression, c->operands[0].text);
	} else {
		put_compare(q, expression, c);
	}
}

/* Full text --------------------------------------------------------------------------------------- */

static void add_word(struct strbuf *out, const char *word, bool is_last)
{
	strbuf_printf(out, "\"%s\"%s", word, is_last ? "*" : "");
}

/* All words in one text: "red" AND "dre"* */
static void bind_words(struct search_sql *q, const struct search_condition *c)
{
	struct strbuf text = strbuf_init(q->text.arena, MAX_TEXT);

	for (size_t i = 0; i < c->word_count; i++) {
		if (i > 0)
			strbuf_str(&text, " AND ");
		add_word(&text, c->words[i], i + 1 == c->word_count);
	}
	search_bind_text(q, strbuf_text(&text));
}

static void put_text_rows(struct search_sql *q, const char *table, const struct search_condition *c)
{
	strbuf_printf(&q->text, "SELECT rowid FROM %s WHERE %s MATCH ", table, table);
	bind_words(q, c);
}

/* Rows of tag that carry the i-th word. */
static void put_tag_word(struct search_sql *q, const struct search_condition *c, size_t i)
{
	struct strbuf text = strbuf_init(q->text.arena, MAX_TEXT);

	add_word(&text, c->words[i], i + 1 == c->word_count);
	str(q, "t.word_id IN (SELECT w.id FROM tag_text CROSS JOIN tag_word w ON w.id = "
	       "tag_text.rowid WHERE w.account_id = ?1 AND tag_text MATCH ");
	search_bind_text(q, strbuf_text(&text));
	str(q, ")");
}

/* Paths ------------------------------------------------------------------------------------------- */

#define OWN_FOLDERS "SELECT o.id FROM folder o WHERE o.account_id = ?1 AND "

/* Everything below a path sorts between it with '/' and it with '0', the next character. Two SELECTs, because
 * SQLite would read all folders for an OR. */
static void put_folders(struct search_sql *q, const struct search_condition *c)
{
	const char *path = c->operands[0].text;

	str(q, OWN_FOLDERS);
	if (c->op != SEARCH_BEGINS) {
		put_match(q, "o.path", c);
		return;
	}
	str(q, "o.path = ");
	search_bind_text(q, path);
	str(q, " UNION ALL " OWN_FOLDERS "o.path > ");
	search_bind_text(q, arena_printf(q->text.arena, "%s/", path));
	str(q, " AND o.path < ");
	search_bind_text(q, arena_printf(q->text.arena, "%s0", path));
}

/* Rows of other tables ---------------------------------------------------------------------------- */

static void put_tag_match(struct search_sql *q, const struct search_condition *c)
{
	if (c->op == SEARCH_EXISTS) {
		str(q, "1");
		return;
	}
	str(q, "t.word_id IN (SELECT w.id FROM tag_word w WHERE w.account_id = ?1 AND ");
	put_match(q, "w.name", c);
	str(q, ")");
}

static void put_value_match(struct search_sql *q, const struct search_condition *c)
{
	str(q, "x.field_id = ");
	search_bind_number(q, (double)c->field->row);
	if (c->op == SEARCH_EXISTS)
		return;
	str(q, " AND ");
	if (c->op == SEARCH_HAS) {
		str(q, "x.id IN (");
		put_text_rows(q, "field_text", c);
		str(q, ")");
	} else {
		put_match(q, "x.item", c);
	}
}

static void put_fact_match(struct search_sql *q, const struct search_condition *c)
{
	bool place = c->subject == SEARCH_PLACE;

	if (c->op == SEARCH_EXISTS)
		str(q, place ? "b.latitude IS NOT NULL AND b.longitude IS NOT NULL"
			     : "b.taken_at IS NOT NULL");
	else if (place)
		search_geo_test(q, &c->place);
	else
		put_match(q, "b.taken_at", c);
}

static void put_row_match(struct search_sql *q, const struct search_condition *c)
{
	if (c->subject == SEARCH_TAGS)
		put_tag_match(q, c);
	else if (c->subject == SEARCH_CUSTOM)
		put_value_match(q, c);
	else if (c->subject != SEARCH_KEYWORDS)
		put_fact_match(q, c);
	else if (c->op == SEARCH_EXISTS)
		str(q, "1");
	else
		put_match(q, "k.word", c);
}

static void open_exists(struct search_sql *q, const struct relation *r, enum search_asset asset)
{
	strbuf_printf(&q->text, "EXISTS (SELECT 1 FROM %s WHERE %s AND ", r->tested,
		asset == SEARCH_VERSION ? r->of_version : r->of_file);
}

/* Every word in some tag. */
static void put_tag_words(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset)
{
	for (size_t i = 0; i < c->word_count; i++) {
		if (i > 0)
			str(q, " AND ");
		open_exists(q, &tag_rows, asset);
		put_tag_word(q, c, i);
		str(q, ")");
	}
}

/* Tests ------------------------------------------------------------------------------------------- */

static void put_name_words(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset)
{
	bool folder = asset == SEARCH_FOLDER;

	str(q, folder ? "d.id IN (" : "f.id IN (");
	put_text_rows(q, folder ? "folder_text" : "file_text", c);
	str(q, ")");
}

static void put_column_test(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset)
{
	const struct column *column = &columns[c->subject];
	const char *expression = asset == SEARCH_FOLDER ? column->folder : column->file;

	if (column->present)
		strbuf_printf(&q->text, "%s AND ", column->present);
	if (c->subject == SEARCH_PATH) {
		strbuf_printf(&q->text, "%s IN (", expression);
		put_folders(q, c);
		str(q, ")");
	} else {
		put_match(q, expression, c);
	}
}

void search_sql_condition(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset)
{
	const struct relation *rows = relation_of(c->subject);

	str(q, c->negated ? "NOT (" : "(");
	if (c->op == SEARCH_HAS && c->subject == SEARCH_NAME) {
		put_name_words(q, c, asset);
	} else if (c->op == SEARCH_HAS && c->subject == SEARCH_TAGS) {
		put_tag_words(q, c, asset);
	} else if (rows) {
		open_exists(q, rows, asset);
		put_row_match(q, c);
		str(q, ")");
	} else {
		put_column_test(q, c, asset);
	}
	str(q, ")");
}

bool search_sql_uses_version(const struct search_tree *tree)
{
	if (tree->kind == SEARCH_TERM) {
		const struct relation *rows = relation_of(tree->condition->subject);
		return rows ? rows->in_version : columns[tree->condition->subject].in_version;
	}
	for (const struct search_tree *child = tree->first; child; child = child->next)
		if (search_sql_uses_version(child))
			return true;
	return false;
}

/* Sets -------------------------------------------------------------------------------------------- */

/* Most assets have tags, and an index on "has tags" does not exist; of a custom field it does. */
bool search_sql_is_set(const struct search_condition *c)
{
	if (c->negated)
		return false;
	if (c->op == SEARCH_EXISTS)
		return c->subject == SEARCH_CUSTOM || c->subject == SEARCH_TAKEN_AT ||
		       c->subject == SEARCH_PLACE || c->subject == SEARCH_KEYWORDS;
	return c->subject == SEARCH_PATH || relation_of(c->subject) || columns[c->subject].set;
}

/* The longest word is likely to be the rarest; the test asks for the others. */
static void put_tag_word_set(struct search_sql *q, const struct search_condition *c)
{
	size_t longest = 0;

	for (size_t i = 1; i < c->word_count; i++)
		if (strlen(c->words[i]) > strlen(c->words[longest]))
			longest = i;
	strbuf_printf(
		&q->text, "SELECT v.file_id FROM %s %s WHERE ", tag_rows.tables, tag_rows.set);
	put_tag_word(q, c, longest);
}

/* From the text to the value, not the other way round. */
static void put_value_word_set(struct search_sql *q, const struct search_condition *c)
{
	strbuf_printf(&q->text,
		"SELECT v.file_id FROM field_text CROSS JOIN field_value x ON x.id = "
		"field_text.rowid %s WHERE x.field_id = ",
		value_rows.set);
	search_bind_number(q, (double)c->field->row);
	str(q, " AND field_text MATCH ");
	bind_words(q, c);
}

static void put_word_set(struct search_sql *q, const struct search_condition *c)
{
	if (c->subject == SEARCH_NAME)
		put_text_rows(q, "file_text", c);
	else if (c->subject == SEARCH_TAGS)
		put_tag_word_set(q, c);
	else
		put_value_word_set(q, c);
}

/* From the folders to their files. */
static void put_folder_set(struct search_sql *q, const struct search_condition *c)
{
	str(q, "SELECT f.id FROM (");
	put_folders(q, c);
	str(q, ") o CROSS JOIN file f ON f.folder_id = o.id");
}

void search_sql_set(struct search_sql *q, const struct search_condition *c)
{
	const struct relation *rows = relation_of(c->subject);

	if (c->op == SEARCH_HAS) {
		put_word_set(q, c);
	} else if (c->subject == SEARCH_PATH) {
		put_folder_set(q, c);
	} else if (rows) {
		strbuf_printf(
			&q->text, "SELECT v.file_id FROM %s %s WHERE ", rows->tables, rows->set);
		put_row_match(q, c);
	} else {
		str(q, columns[c->subject].set);
		put_column_test(q, c, SEARCH_FILE);
	}
}
