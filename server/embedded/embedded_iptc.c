/* libiptcdata splits the datasets; names, character sets and dates are ours. */
#include "embedded/embedded_iptc.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "embedded/embedded_date.h"

#include <libiptcdata/iptc-data.h>
#include <libiptcdata/iptc-jpeg.h>
#include <string.h>

enum { MAX_IPTC = 16 * 1024 * 1024, MAX_TEXT = 64 * 1024 };
/* A dataset: a mark, record, tag and two bytes of length; or, marked so, of the length's length. */
enum { MARK = 0x1c, HEAD = 5, EXTENDED = 0x8000 };

enum iptc_kind { IPTC_TEXT, IPTC_LIST, IPTC_DATE, IPTC_CLOCK, IPTC_NUMBER };

struct iptc_row {
	int record, tag;
	const char *name;
	enum iptc_kind kind;
	int time_tag; /* DATE: the dataset with the time of day; 0: there is none */
};

// clang-format off
static const struct iptc_row rows[] = {
	{ 2, 3, "ObjectTypeReference", IPTC_TEXT, 0 },
	{ 2, 5, "ObjectName", IPTC_TEXT, 0 },
	{ 2, 7, "EditStatus", IPTC_TEXT, 0 },
	{ 2, 10, "Urgency", IPTC_NUMBER, 0 },
	{ 2, 12, "SubjectReference", IPTC_LIST, 0 },
	{ 2, 15, "Category", IPTC_TEXT, 0 },
	{ 2, 20, "SupplementalCategories", IPTC_LIST, 0 },
	{ 2, 22, "FixtureIdentifier", IPTC_TEXT, 0 },
	{ 2, 25, "Keywords", IPTC_LIST, 0 },
	{ 2, 26, "ContentLocationCode", IPTC_TEXT, 0 },
	{ 2, 27, "ContentLocationName", IPTC_TEXT, 0 },
	{ 2, 30, "ReleaseDate", IPTC_DATE, 35 },
	{ 2, 40, "SpecialInstructions", IPTC_TEXT, 0 },
	{ 2, 55, "DateCreated", IPTC_DATE, 60 },
	{ 2, 60, "TimeCreated", IPTC_CLOCK, 0 },
	{ 2, 62, "DigitalCreationDate", IPTC_DATE, 63 },
	{ 2, 63, "DigitalCreationTime", IPTC_CLOCK, 0 },
	{ 2, 65, "OriginatingProgram", IPTC_TEXT, 0 },
	{ 2, 70, "ProgramVersion", IPTC_TEXT, 0 },
	{ 2, 80, "By-line", IPTC_TEXT, 0 },
	{ 2, 85, "By-lineTitle", IPTC_TEXT, 0 },
	{ 2, 90, "City", IPTC_TEXT, 0 },
	{ 2, 92, "Sub-location", IPTC_TEXT, 0 },
	{ 2, 95, "Province-State", IPTC_TEXT, 0 },
	{ 2, 100, "Country-PrimaryLocationCode", IPTC_TEXT, 0 },
	{ 2, 101, "Country-PrimaryLocationName", IPTC_TEXT, 0 },
	{ 2, 103, "OriginalTransmissionReference", IPTC_TEXT, 0 },
	{ 2, 105, "Headline", IPTC_TEXT, 0 },
	{ 2, 110, "Credit", IPTC_TEXT, 0 },
	{ 2, 115, "Source", IPTC_TEXT, 0 },
	{ 2, 116, "CopyrightNotice", IPTC_TEXT, 0 },
	{ 2, 118, "Contact", IPTC_TEXT, 0 },
	{ 2, 120, "Caption-Abstract", IPTC_TEXT, 0 },
	{ 2, 122, "Writer-Editor", IPTC_TEXT, 0 },
	{ 2, 135, "LanguageIdentifier", IPTC_TEXT, 0 },
};
// clang-format on

static void drop_data(void *arg)
{
	iptc_data_unref(arg);
}

/* Where the datasets stand: in a segment of a JPEG they are one of Photoshop's resources. */
static bool find_datasets(const uint8_t **p, size_t *n)
{
	static const char segment[] = "Photoshop 3.0", resource[] = "8BIM";

	if (*n > MAX_IPTC)
		return false;
	if (*n >= sizeof(segment) && memcmp(*p, segment, sizeof(segment)) == 0) {
		unsigned length = 0;
		int at = iptc_jpeg_ps3_find_iptc(*p, (unsigned)*n, &length);
		if (at <= 0 || (size_t)at > *n || length > *n - (size_t)at)
			return false;
		*p += at;
		*n = length;
		return true;
	}
	return *n < strlen(resource) || memcmp(*p, resource, strlen(resource)) != 0;
}

/* How many of the bytes are whole datasets, one behind the other. The library's own check of a length in
 * four bytes overflows. */
static size_t whole_datasets(const uint8_t *p, size_t n)
{
	const struct bytes b = { p, n };
	size_t at = 0;

	while (bytes_reach(&b, at, HEAD) && p[at] == MARK) {
		size_t length = bytes_big(&b, at + 3, 2);
		size_t more = length & EXTENDED ? length & (EXTENDED - 1) : 0;
		if (more > sizeof(uint32_t) || !bytes_reach(&b, at + HEAD, more))
			break;
		if (length & EXTENDED)
			length = bytes_big(&b, at + HEAD, more);
		if (!bytes_reach(&b, at + HEAD + more, length))
			break;
		at += HEAD + more + length;
	}
	return at;
}

static IptcData *load(struct arena *a, const uint8_t *p, size_t n)
{
	if (n == 0 || !find_datasets(&p, &n))
		return NULL;
	n = whole_datasets(p, n);
	if (n == 0)
		return NULL;
	IptcData *data = iptc_data_new();
	if (!data)
		return NULL;
	arena_defer(a, drop_data, data);
	/* What was read before an error stays. */
	(void)iptc_data_load(data, p, (unsigned)n);
	return data;
}

/* Without a mark the text is in whatever its writer used: UTF-8 when it looks like it, else
 * Latin-1. */
static const char *text_of(struct arena *a, const IptcDataSet *d, bool marked)
{
	const char *text = (const char *)d->data;
	size_t n = text ? strnlen(text, d->size) : 0;

	if (marked || utf8_valid(text ? text : "", n))
		return arena_strndup(a, text ? text : "", n);
	struct strbuf out = strbuf_init(a, MAX_TEXT);
	for (size_t i = 0; i < n; i++) {
		uint8_t byte = (uint8_t)text[i];
		if (byte >= 0x80)
			strbuf_char(&out, (char)(0xc0 | byte >> 6));
		strbuf_char(&out, (char)(byte >= 0x80 ? 0x80 | (byte & 0x3f) : byte));
	}
	return strbuf_text(&out);
}

static const char *time_of(struct arena *a, IptcData *data, const struct iptc_row *row)
{
	if (row->time_tag == 0)
		return NULL;
	IptcDataSet *d =
		iptc_data_get_dataset(data, (IptcRecord)row->record, (IptcTag)row->time_tag);
	if (!d)
		return NULL;
	const char *text = text_of(a, d, true);
	iptc_dataset_unref(d);
	return text;
}

/* "155601+0200" -> "15:56:01+02:00" */
static const char *clock_of(struct arena *a, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits != 6)
		return NULL;
	const char *zone = text + digits;
	bool fine = strlen(zone) == 5 && (*zone == '+' || *zone == '-') &&
		    strspn(zone + 1, "0123456789") == 4;
	if (*zone != '\0' && !fine)
		return NULL;
	return fine ? arena_printf(a, "%.2s:%.2s:%.2s%.3s:%.2s", text, text + 2, text + 4, zone,
			      zone + 3)
		    : arena_printf(a, "%.2s:%.2s:%.2s", text, text + 2, text + 4);
}

static void put(struct embedded_tags *tags, const char *name, const char *text)
{
	if (text)
		embedded_tags_text(tags, name, text, strlen(text));
}

static void put_dataset(struct arena *a, IptcData *data, const struct iptc_row *row,
	const IptcDataSet *d, struct embedded_tags *tags)
{
	bool marked = iptc_data_get_encoding(data) == IPTC_ENCODING_UTF8;

	/* Of two datasets with one tag the first counts. */
	if (row->kind != IPTC_LIST && embedded_tags_has(tags, row->name))
		return;
	const char *text = text_of(a, d, marked);
	switch (row->kind) {
	case IPTC_TEXT:
		put(tags, row->name, text);
		break;
	case IPTC_LIST:
		embedded_tags_array(tags, row->name);
		put(tags, row->name, text);
		break;
	case IPTC_DATE:
		put(tags, row->name, embedded_date_of_iptc(a, text, time_of(a, data, row)));
		break;
	case IPTC_CLOCK:
		put(tags, row->name, clock_of(a, text));
		break;
	case IPTC_NUMBER:
		if (text[0] >= '0' && text[0] <= '9' && text[1] == '\0')
			embedded_tags_number(tags, row->name, text[0] - '0');
		break;
	}
}

static const struct iptc_row *row_of(const IptcDataSet *d)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].record == (int)d->record && rows[i].tag == (int)d->tag)
			return &rows[i];
	}
	return NULL;
}

void embedded_iptc_flat(struct arena *a, const uint8_t *p, size_t n, struct embedded_tags *tags)
{
	IptcData *data = load(a, p, n);

	for (unsigned i = 0; data && i < data->count; i++) {
		const struct iptc_row *row = row_of(data->datasets[i]);
		if (row)
			put_dataset(a, data, row, data->datasets[i], tags);
	}
}
