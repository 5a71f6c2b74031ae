/* libexif reads the directories; told to, it neither mends nor leaves out anything. Names and forms are
 * ours. It keeps to itself where the directories stand, so those offsets are read here. */
#include "media/media_exif.h"

#include "media/media_date.h"
#include "media/media_exif_value.h"
#include "media/media_header.h"
#include "wire/media_facts.h"

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
static const ExifContent *content_of(const ExifData *data, enum media_exif_group group)
{
	static const ExifIfd places[MEDIA_EXIF_GROUPS] = {
		[MEDIA_EXIF_IMAGE] = EXIF_IFD_0,
		[MEDIA_EXIF_THUMBNAIL] = EXIF_IFD_1,
		[MEDIA_EXIF_EXIF] = EXIF_IFD_EXIF,
		[MEDIA_EXIF_GPS] = EXIF_IFD_GPS,
		[MEDIA_EXIF_INTEROPERABILITY] = EXIF_IFD_INTEROPERABILITY,
	};

	return data->ifd[places[group]];
}

typedef void (*put_fn)(struct arena *a, const struct media_exif_row *row, const ExifEntry *e,
	struct media_tags *tags);

static void put_group(struct arena *a, const ExifData *data, enum media_exif_group group,
	put_fn put, struct media_tags *tags)
{
	const ExifContent *content = content_of(data, group);

	for (unsigned i = 0; content && i < content->count; i++) {
		const ExifEntry *e = content->entries[i];
		const struct media_exif_row *row = media_exif_row(group, e->tag);
		/* Of two entries with one tag the first counts. */
		if (row && !media_tags_has(tags, row->name))
			put(a, row, e, tags);
	}
}

/* The instant of a position, which GPS tells in UTC. */
static void put_gps_instant(struct arena *a, struct media_tags *tags)
{
	const char *date = media_tags_text_of(tags, "GPSDateStamp");
	const char *time = media_tags_text_of(tags, "GPSTimeStamp");

	if (!date || !time)
		return;
	const char *instant = media_date_of_exif(a, arena_printf(a, "%s %.8s", date, time));
	if (instant)
		media_tags_text(tags, "GPSDateTime", instant, strlen(instant));
}

void media_exif_flat(struct arena *a, const uint8_t *p, size_t n, struct media_tags *tags)
{
	const ExifData *data = load(a, p, n);

	for (int group = 0; data && group < MEDIA_EXIF_GROUPS; group++) {
		/* The thumbnail is not the image. */
		if (group != MEDIA_EXIF_THUMBNAIL)
			put_group(a, data, (enum media_exif_group)group, media_exif_value_shown,
				tags);
	}
	put_gps_instant(a, tags);
}

static void put_offset(struct media_tags *tags, const char *name, uint32_t offset)
{
	if (offset > 0)
		media_tags_number(tags, name, offset);
}

static void put_offsets(
	enum media_exif_group group, const uint8_t *p, size_t n, struct media_tags *tags)
{
	static const struct {
		enum media_exif_group group;
		enum media_header_directory directory;
		unsigned tag;
		const char *name;
	} rows[] = {
		{ MEDIA_EXIF_IMAGE, MEDIA_HEADER_FIRST, 0x8769, "ExifOffset" },
		{ MEDIA_EXIF_IMAGE, MEDIA_HEADER_FIRST, 0x8825, "GPSInfo" },
		{ MEDIA_EXIF_EXIF, MEDIA_HEADER_EXIF, 0xa005, "InteropOffset" },
		{ MEDIA_EXIF_THUMBNAIL, MEDIA_HEADER_SECOND, 0x0201, "ThumbnailOffset" },
		{ MEDIA_EXIF_THUMBNAIL, MEDIA_HEADER_SECOND, 0x0202, "ThumbnailLength" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].group == group && !media_tags_has(tags, rows[i].name))
			put_offset(tags, rows[i].name,
				media_header_offset(p, n, rows[i].directory, rows[i].tag));
	}
}

const char *media_exif_json(struct arena *a, const uint8_t *p, size_t n)
{
	static const char *const names[MEDIA_EXIF_GROUPS] = { "image", "thumbnail", "exif", "gps",
		"interoperability" };
	/* Room for the brackets and the names of the groups. */
	const size_t max = MEDIA_FACTS_MAX_JSON - 256;
	struct strbuf out = strbuf_init(a, MEDIA_FACTS_MAX_JSON);
	struct json_writer w = json_writer(&out);
	const ExifData *data = load(a, p, n);
	size_t count = 0;

	json_open_object(&w, NULL);
	for (int i = 0; data && i < MEDIA_EXIF_GROUPS; i++) {
		struct media_tags *tags = media_tags_new(a);
		put_group(a, data, (enum media_exif_group)i, media_exif_value_raw, tags);
		put_offsets((enum media_exif_group)i, p, n, tags);
		json_open_object(&w, names[i]);
		media_tags_write(tags, &w, max);
		json_close_object(&w);
		count += media_tags_count(tags);
	}
	json_open_object(&w, "makernote");
	json_close_object(&w);
	json_close_object(&w);
	return count > 0 ? strbuf_text(&out) : "{}";
}
