/* Three sources, one object, and the derived names. */
#include "embedded/embedded.h"

#include "embedded/embedded_exif.h"
#include "embedded/embedded_iptc.h"
#include "embedded/embedded_xmp.h"
#include "model/media_facts.h"

static const struct {
	const char *name, *from;
} derived[] = {
	/* From the most deliberate to what a camera wrote by itself. */
	{ "Caption", "Caption-Abstract" },
	{ "Caption", "Description" },
	{ "Caption", "ImageDescription" },
	{ "Writer", "Writer-Editor" },
	{ "Writer", "CaptionWriter" },
	{ "Creator", "By-line" },
	{ "Creator", "Artist" },
	{ "Title", "ObjectName" },
	{ "Rights", "CopyrightNotice" },
	{ "Rights", "Copyright" },
	{ "Country", "Country-PrimaryLocationName" },
	{ "State", "Province-State" },
	{ "DateCreated", "DateTimeOriginal" },
	{ "DateCreated", "CreateDate" },
	{ "DateTimeCreated", "DateCreated" },
};

const char *embedded_json(struct arena *a, const struct embedded_blobs *blobs)
{
	struct embedded_tags *tags = embedded_tags_new(a);
	struct strbuf out = strbuf_init(a, MEDIA_FACTS_MAX_JSON);
	struct json_writer w = json_writer(&out);

	if (blobs->exif.p)
		embedded_exif_flat(a, blobs->exif.p, blobs->exif.n, tags);
	embedded_tags_next_source(tags);
	if (blobs->iptc.p)
		embedded_iptc_flat(a, blobs->iptc.p, blobs->iptc.n, tags);
	embedded_tags_next_source(tags);
	if (blobs->xmp.p)
		embedded_xmp_flat(a, blobs->xmp.p, blobs->xmp.n, tags);
	embedded_tags_next_source(tags);
	for (size_t i = 0; i < ARRAY_LEN(derived); i++)
		embedded_tags_copy(tags, derived[i].name, derived[i].from);
	if (embedded_tags_count(tags) == 0)
		return NULL;
	json_open_object(&w, NULL);
	embedded_tags_write(tags, &w, MEDIA_FACTS_MAX_JSON - 1);
	json_close_object(&w);
	return strbuf_text(&out);
}
