/* Which readers of libvips may run: those that are wanted and, whatever else this machine's libvips
 * brings along, no others. */
#include "media/media_library.h"
#include "tests/support/check_main.h"

#include <vips/vips.h>

static const char *const wanted[] = { "VipsForeignLoadJpeg", "VipsForeignLoadPng",
	"VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadSvg",
	"VipsForeignLoadHeif" };

static bool is_wanted(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		if (g_str_has_prefix(name, wanted[i]))
			return true;
	}
	return false;
}

struct tally {
	int open, blocked;
};

static void *count_reader(VipsObjectClass *class, void *arg)
{
	const char *name = G_OBJECT_CLASS_NAME(class);
	bool blocked = (VIPS_OPERATION_CLASS(class)->flags & VIPS_OPERATION_BLOCKED) != 0;
	struct tally *t = arg;

	ck_assert_msg(blocked != is_wanted(name), "%s is %s", name, blocked ? "blocked" : "open");
	ck_assert_msg(media_library_allows(name) == is_wanted(name), "%s", name);
	t->open += !blocked;
	t->blocked += blocked;
	return NULL;
}

static struct tally count_readers(void)
{
	struct tally t = { 0 };

	vips_class_map_all(g_type_from_name("VipsForeignLoad"), count_reader, &t);
	return t;
}

START_TEST(only_wanted_readers_run)
{
	static const uint8_t heif[] = "\0\0\0\x18"
				      "ftypavif";
	static const uint8_t other[] = "\0\0\0\x18"
				       "moovavif";

	struct tally before = count_readers();
	ck_assert_int_ge(before.open, (int)ARRAY_LEN(wanted) - 1);
	ck_assert_int_ge(before.blocked, 10);
	ck_assert_uint_eq(g_type_from_name("VipsForeignLoadMagick"), 0);

	media_library_prepare(other, sizeof(other));
	media_library_prepare(heif, 7);
	ck_assert_int_eq(count_readers().open, before.open);
	media_library_prepare(heif, sizeof(heif));
	media_library_prepare(heif, sizeof(heif));
	ck_assert_uint_ne(g_type_from_name("VipsForeignLoadHeif"), 0);
	struct tally after = count_readers();
	ck_assert_int_gt(after.open, before.open);
	ck_assert_int_eq(after.blocked, before.blocked);
}
END_TEST

START_TEST(a_blocked_reader_fails_even_when_called)
{
	static char ppm[] = "P5 1 1 255\n.";
	VipsImage *image = NULL;

	VipsSource *source = vips_source_new_from_memory(ppm, sizeof(ppm) - 1);
	ck_assert_int_ne(vips_ppmload_source(source, &image, NULL), 0);
	ck_assert_ptr_null(image);
	ck_assert_msg(strstr(vips_error_buffer(), "blocked"), "%s", vips_error_buffer());
	vips_error_clear();
	g_object_unref(source);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_library");
	TCase *readers = tcase_create("readers");

	tcase_add_test(readers, only_wanted_readers_run);
	tcase_add_test(readers, a_blocked_reader_fails_even_when_called);
	suite_add_tcase(suite, readers);
	/* It starts once in the life of a process. */
	if (!media_library_start())
		return EXIT_FAILURE;
	int result = check_run(suite);
	media_library_stop();
	return result;
}
