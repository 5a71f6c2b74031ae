/* libexif reads the directories; told to, it neither mends nor leaves out anything. Names and forms are
 * ours. It keeps to itself where the directories stand, so those offsets are read here. */
#include "embedded/embedded_exif.h"

#include "embedded/embedded_date.h"
#include "embedded/embedded_directory.h"
#include "embedded/embedded_exif_value.h"
#include "model/media_facts.h"

#include <string.h>

/* EXIF lies in one segment of a JPEG, one chunk of a PNG or WebP; a TIFF file is EXIF as a whole, and
 * is not copied. */
enum { MAX_EXIF = INT32_MAX, MAX_COPIED = 64 * 1024 * 1024 };

static const char prefix[] = "Exif\0";

static void drop_data(void *arg)
{
	exif_data_unref(arg);
}

/* NULL when there is nothing to read. */
static ExifData *load(struct arena *a, const uint8_t *p, size_t n)
{
	if (n == 0 || n > MAX_EXIF)
		return NULL;
	ExifData *data = exif_data_new();
	if (!data)
		return NULL;
	arena_defer(a, drop_data, data);
	exif_data_unset_option(data, EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
	exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
	/* Without its name libexif takes the bytes for a JPEG and looks for a segment. */
	if (n < sizeof(prefix) || memcmp(p, prefix, sizeof(prefix)) != 0) {
		if (n > MAX_COPIED)
			return NULL;
		uint8_t *named = arena_alloc(a, n + sizeof(prefix));
		memcpy(named, prefix, sizeof(prefix));
		memcpy(named + sizeof(prefix), p, n);
		p = named;
		n += sizeof(prefix);
	}
	exif_data_load_data(data, p, (unsigned)n);
	return data;
}

/* Where libexif keeps a directory. */
static const ExifContent *content_of(const ExifData *data, enum embedded_exif_group group)
{
	static const ExifIfd places[EMBEDDED_EXIF_GROUPS] = {
		[EMBEDDED_EXIF_IMAGE] = EXIF_IFD_0,
		[EMBEDDED_EXIF_THUMBNAIL] = EXIF_IFD_1,
		[EMBEDDED_EXIF_EXIF] = EXIF_IFD_EXIF,
		[EMBEDDED_EXIF_GPS] = EXIF_IFD_GPS,
		[EMBEDDED_EXIF_INTEROPERABILITY] = EXIF_IFD_INTEROPERABILITY,
	};

	return data->ifd[places[group]];
}

typedef void (*put_fn)(struct arena *a, const struct embedded_exif_row *row, const ExifEntry *e,
	struct embedded_tags *tags);

static void put_group(struct arena *a, const ExifData *data, enum embedded_exif_group group,
	put_fn put, struct embedded_tags *tags)
{
	const ExifContent *content = content_of(data, group);

	for (unsigned i = 0; content && i < content->count; i++) {
		const ExifEntry *e = content->entries[i];
		const struct embedded_exif_row *row = embedded_exif_row(group, e->tag);
		/* Of two entries with one tag the first counts. */
		if (row && !embedded_tags_has(tags, row->name))
			put(a, row, e, tags);
	}
}

/* The instant of a position, which GPS tells in UTC. */
static void put_gps_instant(struct arena *a, struct embedded_tags *tags)
{
	const char *date = embedded_tags_text_of(tags, "GPSDateStamp");
	const char *time = embedded_tags_text_of(tags, "GPSTimeStamp");

	if (!date || !time)
		return;
	const char *instant = embedded_date_of_exif(a, arena_printf(a, "%s %.8s", date, time));
	if (instant)
		embedded_tags_text(tags, "GPSDateTime", instant, strlen(instant));
}

void embedded_exif_flat(struct arena *a, const uint8_t *p, size_t n, struct embedded_tags *tags)
{
	const ExifData *data = load(a, p, n);

	for (int group = 0; data && group < EMBEDDED_EXIF_GROUPS; group++) {
		/* The thumbnail is not the image. */
		if (group != EMBEDDED_EXIF_THUMBNAIL)
			put_group(a, data, (enum embedded_exif_group)group,
				embedded_exif_value_shown, tags);
	}
	put_gps_instant(a, tags);
}

static void put_offset(struct embedded_tags *tags, const char *name, uint32_t offset)
{
	if (offset > 0)
		embedded_tags_number(tags, name, offset);
}

static void put_offsets(
	enum embedded_exif_group group, const uint8_t *p, size_t n, struct embedded_tags *tags)
{
	static const struct {
		enum embedded_exif_group group;
		enum embedded_directory directory;
		unsigned tag;
		const char *name;
	} rows[] = {
		{ EMBEDDED_EXIF_IMAGE, EMBEDDED_DIRECTORY_FIRST, 0x8769, "ExifOffset" },
		{ EMBEDDED_EXIF_IMAGE, EMBEDDED_DIRECTORY_FIRST, 0x8825, "GPSInfo" },
		{ EMBEDDED_EXIF_EXIF, EMBEDDED_DIRECTORY_EXIF, 0xa005, "InteropOffset" },
		{ EMBEDDED_EXIF_THUMBNAIL, EMBEDDED_DIRECTORY_SECOND, 0x0201, "ThumbnailOffset" },
		{ EMBEDDED_EXIF_THUMBNAIL, EMBEDDED_DIRECTORY_SECOND, 0x0202, "ThumbnailLength" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].group == group && !embedded_tags_has(tags, rows[i].name))
			put_offset(tags, rows[i].name,
				embedded_directory_offset(p, n, rows[i].directory, rows[i].tag));
	}
}

const char *embedded_exif_json(struct arena *a, const uint8_t *p, size_t n)
{
	static const char *const names[EMBEDDED_EXIF_GROUPS] = { "image", "thumbnail", "exif",
		"gps", "interoperability" };
	/* Room for the brackets and the names of the groups. */
	const size_t max = MEDIA_FACTS_MAX_JSON - 256;
	struct strbuf out = strbuf_init(a, MEDIA_FACTS_MAX_JSON);
	struct json_writer w = json_writer(&out);
	const ExifData *data = load(a, p, n);
	size_t count = 0;

	json_open_object(&w, NULL);
	for (int i = 0; data && i < EMBEDDED_EXIF_GROUPS; i++) {
		struct embedded_tags *tags = embedded_tags_new(a);
		put_group(a, data, (enum embedded_exif_group)i, embedded_exif_value_raw, tags);
		put_offsets((enum embedded_exif_group)i, p, n, tags);
		json_open_object(&w, names[i]);
		embedded_tags_write(tags, &w, max);
		json_close_object(&w);
		count += embedded_tags_count(tags);
	}
	json_open_object(&w, "makernote");
	json_close_object(&w);
	json_close_object(&w);
	return count > 0 ? strbuf_text(&out) : "{}";
}
