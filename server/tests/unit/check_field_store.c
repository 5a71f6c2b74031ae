/* Custom metadata fields and what versions hold in them, with the index of words that triggers keep. */
#include "store/field_store.h"
#include "store/field_value_store.h"
#include "tests/support/check_main.h"
#include "tests/support/library.h"

static struct library library;
static struct scope *scope;
static struct db *db;
static int64_t account;

static void set_up(void)
{
	library_open(&library);
	scope = &library.scope;
	db = library.db;
	account = library.account.row;
}

static void tear_down(void)
{
	library_close(&library);
}

static struct field add_field(const char *name, enum field_type type, const char *schema)
{
	struct field f = {
		.id = arena_printf(scope->arena, "id of %s", name),
		.name = name,
		.label = arena_printf(scope->arena, "label of %s", name),
		.type = type,
		.schema_json = schema,
	};

	ck_assert_msg(field_store_insert(db, scope, account, &f), "%s", scope->err.msg);
	return f;
}

static struct field add_text(const char *name)
{
	return add_field(name, FIELD_TEXT, "{\"type\":\"Text\"}");
}

static struct file add_file(const char *name, int64_t at)
{
	struct file f = library_file(&library, name, at);

	library_add(&library, &library.root, &f);
	return f;
}

static void delete_field(struct field *f)
{
	f->is_deleted = true;
	ck_assert_msg(field_store_update(db, scope, f), "%s", scope->err.msg);
}

static void set(const struct file *f, const struct field *field, const char *json,
	struct field_item *items, size_t count)
{
	struct field_value value = {
		.field = field->row, .json = json, .items = items, .count = count
	};

	ck_assert_msg(
		field_value_store_set(db, scope, f->version_row, &value), "%s", scope->err.msg);
}

static void set_text(const struct file *f, const struct field *field, const char *text)
{
	struct field_item item = { .kind = FIELD_ITEM_TEXT, .text = text };

	set(f, field, arena_printf(scope->arena, "\"%s\"", text), &item, 1);
}

static const char *values_of(const struct file *f)
{
	const char *json;
	struct file read;

	ck_assert(field_value_store_json(db, scope, f->version_row, &json));
	ck_assert(file_store_by_id(db, scope, account, f->id, &read));
	ck_assert_pstr_eq(read.attributes.custom_json, json);
	return json;
}

static int64_t count(const char *fmt, ...) PRINTF_LIKE(1, 2);
static int64_t count(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *sql = arena_vprintf(scope->arena, fmt, ap);
	va_end(ap);
	return library_count(&library, sql);
}

static int64_t texts_with(const char *word)
{
	return count("SELECT count(*) FROM field_text WHERE field_text MATCH '%s'", word);
}

START_TEST(a_field_comes_back_as_it_was_stored)
{
	struct field in = add_field("price", FIELD_NUMBER, "{\"type\":\"Number\",\"minValue\":1}");
	struct field out;

	ck_assert(field_store_by_id(db, scope, account, "id of price", &out));
	ck_assert_int_eq(out.row, in.row);
	ck_assert_str_eq(out.name, "price");
	ck_assert_str_eq(out.label, "label of price");
	ck_assert_int_eq(out.type, FIELD_NUMBER);
	ck_assert_str_eq(out.schema_json, in.schema_json);
	ck_assert(!out.is_deleted);
	ck_assert(field_store_by_name(db, scope, account, "price", &out));
	ck_assert(field_store_by_label(db, scope, account, "label of price", &out));
	ck_assert(!field_store_by_name(db, scope, account, "Price", &out));
	ck_assert(!field_store_by_name(db, scope, account + 1, "price", &out));
	ck_assert_int_eq(scope->err.code, ERR_NONE);
}
END_TEST

START_TEST(a_deleted_field_keeps_its_name_and_gives_its_label_back)
{
	struct field old = add_text("brand"), out, twin = old;

	delete_field(&old);
	ck_assert(field_store_by_name(db, scope, account, "brand", &out) && out.is_deleted);
	ck_assert(field_store_by_id(db, scope, account, old.id, &out) && out.is_deleted);
	ck_assert(!field_store_by_label(db, scope, account, old.label, &out));
	ck_assert(!field_store_insert(db, scope, account, &twin));
	ck_assert_int_eq(scope->err.code, ERR_CONFLICT);
	err_clear(scope);
	twin.name = "maker";
	twin.id = "another id";
	ck_assert_msg(field_store_insert(db, scope, account, &twin), "%s", scope->err.msg);
}
END_TEST

START_TEST(fields_are_listed_in_the_order_of_their_making)
{
	struct field *list, zebra = add_text("zebra"), ape = add_text("ape");
	size_t n;

	add_text("cat");
	delete_field(&ape);
	ck_assert(field_store_all(db, scope, account, false, &list, &n));
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(list[0].name, zebra.name);
	ck_assert_str_eq(list[1].name, "cat");
	ck_assert(field_store_all(db, scope, account, true, &list, &n));
	ck_assert_uint_eq(n, 3);
	ck_assert(list[1].is_deleted && strcmp(list[1].name, "ape") == 0);
	ck_assert(field_store_all(db, scope, account + 1, true, &list, &n));
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(values_are_set_replaced_and_taken_away)
{
	struct field brand = add_text("brand"), note = add_text("note");
	struct file f = add_file("a.txt", 100);
	int64_t n = -1;

	ck_assert_ptr_null(values_of(&f));
	set_text(&f, &brand, "Nike");
	set_text(&f, &note, "old words");
	ck_assert_str_eq(values_of(&f), "{\"brand\":\"Nike\",\"note\":\"old words\"}");
	ck_assert(texts_with("old") == 1 && texts_with("words") == 1);
	set_text(&f, &note, "new words");
	ck_assert_str_eq(values_of(&f), "{\"brand\":\"Nike\",\"note\":\"new words\"}");
	ck_assert(texts_with("old") == 0 && texts_with("words") == 1);
	ck_assert(field_value_store_count(db, scope, f.version_row, &n));
	ck_assert_int_eq(n, 2);
	set(&f, &note, NULL, NULL, 0);
	ck_assert_str_eq(values_of(&f), "{\"brand\":\"Nike\"}");
	ck_assert_int_eq(texts_with("words"), 0);
	set(&f, &note, NULL, NULL, 0);
	ck_assert(file_store_delete(db, scope, f.row));
	ck_assert_int_eq(count("SELECT count(*) FROM field_value"), 0);
	ck_assert_int_eq(texts_with("Nike"), 0);
}
END_TEST

START_TEST(each_kind_of_item_is_stored_in_its_way)
{
	struct field list = add_field("list", FIELD_MULTI_SELECT, "{}"), day, none;
	struct file f = add_file("a.txt", 100);
	struct field_item items[] = {
		{ .kind = FIELD_ITEM_TEXT, .text = "30" },
		{ .kind = FIELD_ITEM_NUMBER, .number = 30 },
		{ .kind = FIELD_ITEM_BOOL, .yes = true },
		{ .kind = FIELD_ITEM_BOOL, .yes = false },
	};
	struct field_item date = { .kind = FIELD_ITEM_DATE, .date_ms = INT64_C(-1099511627776) };

	day = add_field("day", FIELD_DATE, "{}");
	none = add_field("none", FIELD_MULTI_SELECT, "{}");
	set(&f, &list, "[\"30\",30,true,false]", items, ARRAY_LEN(items));
	set(&f, &day, "\"1935-02-27\"", &date, 1);
	set(&f, &none, "[]", NULL, 0);
	ck_assert_str_eq(values_of(&f),
		"{\"list\":[\"30\",30,true,false],\"day\":\"1935-02-27\",\"none\":[]}");
	static const struct {
		const char *field, *item;
	} kinds[] = { { "list", "position = 0 AND json IS NOT NULL AND item = '30'" },
		{ "list", "position = 1 AND json IS NULL AND typeof(item) = 'real' AND item = 30" },
		{ "list", "position = 2 AND item = x'01'" },
		{ "list", "position = 3 AND item = x'00'" },
		{ "day", "typeof(item) = 'integer' AND item = -1099511627776" },
		{ "none", "item IS NULL AND json = '[]'" } };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		ck_assert_msg(count("SELECT count(*) FROM field_value x JOIN field c "
				    "ON c.id = x.field_id WHERE c.name = '%s' AND %s",
				      kinds[i].field, kinds[i].item) == 1,
			"%s", kinds[i].item);
	ck_assert_int_eq(count("SELECT count(*) FROM field_value"), 6);
}
END_TEST

START_TEST(copies_have_values_of_their_own)
{
	struct field brand = add_text("brand"), list;
	struct file a = add_file("a.txt", 100), b = add_file("b.txt", 200);
	struct field_item items[] = { { .kind = FIELD_ITEM_TEXT, .text = "red" },
		{ .kind = FIELD_ITEM_TEXT, .text = "blue" } };

	list = add_field("list", FIELD_MULTI_SELECT, "{}");
	set_text(&a, &brand, "Nike");
	set(&a, &list, "[\"red\",\"blue\"]", items, 2);
	ck_assert(field_value_store_copy(db, scope, a.version_row, b.version_row));
	ck_assert_str_eq(values_of(&b), values_of(&a));
	ck_assert(texts_with("blue") == 2 && texts_with("Nike") == 2);
	set_text(&b, &brand, "Puma");
	ck_assert_str_eq(values_of(&a), "{\"brand\":\"Nike\",\"list\":[\"red\",\"blue\"]}");
}
END_TEST

START_TEST(values_of_deleted_fields_are_seen_no_more)
{
	struct field brand = add_text("brand"), note = add_text("note");
	struct file f = add_file("a.txt", 100);
	int64_t n = -1;

	set_text(&f, &brand, "Nike");
	set_text(&f, &note, "x");
	delete_field(&brand);
	ck_assert_str_eq(values_of(&f), "{\"note\":\"x\"}");
	ck_assert(field_value_store_count(db, scope, f.version_row, &n));
	ck_assert_int_eq(n, 1);
	delete_field(&note);
	ck_assert_ptr_null(values_of(&f));
}
END_TEST

START_TEST(what_a_version_lacks_is_known)
{
	struct file f = add_file("a.txt", 100);
	struct field *list, had, gone;
	size_t n;

	had = add_field("had", FIELD_TEXT, "{\"isValueRequired\":true}");
	gone = add_field("gone", FIELD_TEXT, "{\"isValueRequired\":true}");
	add_field("lacking", FIELD_TEXT, "{\"isValueRequired\":true}");
	add_field("no", FIELD_TEXT, "{\"isValueRequired\":false}");
	add_text("plain");
	delete_field(&gone);
	set_text(&f, &had, "");
	ck_assert(field_store_lacking(db, scope, account, f.version_row, &list, &n));
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(list[0].name, "lacking");
	ck_assert(field_store_lacking(db, scope, account, 0, &list, &n));
	ck_assert_uint_eq(n, 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *cases = tcase_create("field_store");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, a_field_comes_back_as_it_was_stored);
	tcase_add_test(cases, a_deleted_field_keeps_its_name_and_gives_its_label_back);
	tcase_add_test(cases, fields_are_listed_in_the_order_of_their_making);
	tcase_add_test(cases, values_are_set_replaced_and_taken_away);
	tcase_add_test(cases, each_kind_of_item_is_stored_in_its_way);
	tcase_add_test(cases, copies_have_values_of_their_own);
	tcase_add_test(cases, values_of_deleted_fields_are_seen_no_more);
	tcase_add_test(cases, what_a_version_lacks_is_known);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
