/* The blob_facts and blob_keyword tables. SQLite takes the searched members out of the JSON. */
#include "store/blob_facts_store.h"

static bool put_keywords(struct db *db, struct scope *s, const struct file_content *c)
{
	static const char sql[] =
		"INSERT OR IGNORE INTO blob_keyword (blob, word) "
		"SELECT ?1, value FROM json_each(?2, '$.Keywords') WHERE type = 'text'";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, c->blob);
	db_bind_text(&q, 2, c->facts.embedded_json);
	return db_run(&q, s);
}

/* Dates are ISO 8601 in UTC; the Julian day is exact enough for milliseconds. SQLite would take "now" and
 * bare numbers for dates too, and a file may say anything: what is no date or no place is not searched. */
static bool put_facts(struct db *db, struct scope *s, const struct file_content *c)
{
	static const char sql[] =
		"INSERT OR IGNORE INTO blob_facts (blob, embedded, taken_at, latitude, longitude, "
		"bit_rate, duration, audio_codec, video_codec) "
		"SELECT ?1, ?2, "
		"CASE WHEN ?2 ->> '$.DateTimeOriginal' GLOB '*-*T*:*.[0-9][0-9][0-9]Z' THEN "
		"CAST(round((julianday(?2 ->> '$.DateTimeOriginal') - 2440587.5) * 86400000.0) AS "
		"INTEGER) END, "
		"CASE WHEN json_type(?2, '$.GPSLatitude') IN ('real', 'integer') AND "
		"abs(?2 ->> '$.GPSLatitude') <= 90 THEN ?2 ->> '$.GPSLatitude' END, "
		"CASE WHEN json_type(?2, '$.GPSLongitude') IN ('real', 'integer') AND "
		"abs(?2 ->> '$.GPSLongitude') <= 180 THEN ?2 ->> '$.GPSLongitude' END, "
		"nullif(?3, 0), nullif(?4, 0.0), ?5, ?6";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, c->blob);
	db_bind_text(&q, 2, c->facts.embedded_json);
	db_bind_int(&q, 3, c->facts.bit_rate);
	db_bind_number(&q, 4, c->facts.duration);
	db_bind_text(&q, 5, c->facts.audio_codec);
	db_bind_text(&q, 6, c->facts.video_codec);
	return db_run(&q, s);
}

bool blob_facts_store_put(struct db *db, struct scope *s, const struct file_content *c)
{
	if (!c->facts.embedded_json && !media_facts_of_video(&c->facts))
		return true;
	return put_facts(db, s, c) && (!c->facts.embedded_json || put_keywords(db, s, c));
}
