/* Which file of a made-up library is what. Files of a class lie evenly over the whole time. */
#include "seed_file.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ADJECTIVES = 40, NOUNS = 50, SHELVES = 3 };

/* Every hundredth file has a second version. */
enum { SECOND_EVERY = 100, SECOND_AT = 50 };

/* So many files in turn come into one folder, under one name that is numbered on. */
enum { SERIES = 20 };

/* Which number of the files that come between two members of a class is in which one. */
enum { RARE_TAGS = 3, CLASS_NEEDLE = RARE_TAGS, CLASS_DEAR, CLASS_TEXT, CLASS_SHELF };

static const char *const adjectives[ADJECTIVES] = { "red", "blue", "green", "black", "white",
	"grey", "small", "large", "old", "new", "summer", "winter", "spring", "autumn", "soft",
	"hard", "round", "square", "plain", "striped", "wooden", "woollen", "cotton", "silk",
	"leather", "golden", "silver", "copper", "bright", "dark", "light", "heavy", "long",
	"short", "wide", "narrow", "warm", "cold", "urban", "rural" };

static const char *const nouns[NOUNS] = { "dress", "shirt", "shoe", "boot", "hat", "coat", "scarf",
	"glove", "belt", "bag", "chair", "table", "lamp", "sofa", "shelf", "mirror", "carpet",
	"curtain", "vase", "clock", "beach", "forest", "river", "bridge", "street", "market",
	"garden", "house", "tower", "harbour", "banner", "poster", "logo", "icon", "flyer", "cover",
	"portrait", "team", "office", "meeting", "bread", "coffee", "salad", "soup", "cake",
	"apple", "dog", "cat", "horse", "bird" };

static const char *const rare_tags[RARE_TAGS] = { "rare-heron", "rare-osprey", "rare-ibis" };

/* clang-format off */
static const struct seed_kind kinds[] = {
	{ "jpg", "image/jpeg", 600, true, false, false },
	{ "png", "image/png", 160, true, false, true },
	{ "webp", "image/webp", 90, true, false, false },
	{ "gif", "image/gif", 20, true, false, true },
	{ "svg", "image/svg+xml", 20, true, false, true },
	{ "pdf", "application/pdf", 50, false, false, false },
	{ "mp4", "video/mp4", 30, false, true, false },
	{ "css", "text/css", 15, false, false, false },
	{ "txt", "text/plain", 15, false, false, false },
};
/* clang-format on */

struct seed_world seed_world_new(uint32_t files, uint64_t seed)
{
	return (struct seed_world){
		.seed = seed,
		.tags = seed_zipf_new(SEED_TAGS),
		.files = files,
		.folders = files / 1000,
	};
}

void seed_world_free(struct seed_world *w)
{
	seed_zipf_free(&w->tags);
}

/* The folders but for /shelf and those in it, which are the last ones. */
static uint32_t common_folders(const struct seed_world *w)
{
	return w->folders - SHELVES - 1;
}

/* As many folders at the top as each of them has inside, and these again. */
static int64_t parent_of(uint32_t number, uint32_t folders)
{
	uint32_t top = 1;

	while ((top + 1) * (top + 1) * (top + 1) <= folders)
		top++;
	if (number < top)
		return -1;
	if (number < top + top * top)
		return (number - top) % top;
	return top + (number - top - top * top) % (top * top);
}

void seed_world_folder(const struct seed_world *w, uint32_t number, struct seed_folder *out)
{
	uint32_t common = common_folders(w);

	if (number < common) {
		snprintf(out->name, sizeof(out->name), "%s-%s-%u", adjectives[number % ADJECTIVES],
			nouns[number / ADJECTIVES % NOUNS], number);
		out->parent = parent_of(number, common);
	} else if (number == common) {
		snprintf(out->name, sizeof(out->name), "shelf");
		out->parent = -1;
	} else {
		snprintf(out->name, sizeof(out->name), "board-%u", number - common);
		out->parent = common;
	}
}

void seed_world_tag(uint32_t number, char out[SEED_WORD])
{
	if (number < SEED_TAGS)
		snprintf(out, SEED_WORD, "%s-%s", adjectives[number % ADJECTIVES],
			nouns[number / ADJECTIVES]);
	else if (number < SEED_TAGS + RARE_TAGS)
		snprintf(out, SEED_WORD, "%s", rare_tags[number - SEED_TAGS]);
	else
		snprintf(out, SEED_WORD, "one-percent");
}

static bool chance(struct seed_random *r, uint32_t of_thousand)
{
	return seed_random_below(r, 1000) < of_thousand;
}

static const struct seed_kind *choose_kind(struct seed_random *r)
{
	uint32_t at = seed_random_below(r, 1000);
	const struct seed_kind *kind = kinds;

	for (; at >= kind->share; kind++)
		at -= kind->share;
	return kind;
}

/* The time up to the next file: the first half is for this one, the other for its versions. */
static int64_t time_step(const struct seed_world *w, uint32_t number)
{
	return number < w->files - SEED_CLASS ? (SEED_LAST - SEED_BEGIN) / (w->files - SEED_CLASS)
					      : 60 * 1000;
}

static int64_t time_of(const struct seed_world *w, struct seed_random *r, uint32_t number)
{
	uint32_t first = w->files - SEED_CLASS;
	int64_t step = time_step(w, number);
	int64_t start =
		number < first ? SEED_BEGIN + step * number : SEED_LAST + step * (number - first);

	return start + seed_random_below(r, (uint32_t)(step / 2));
}

static void add_new(uint32_t *list, uint32_t *count, uint32_t word)
{
	for (uint32_t i = 0; i < *count; i++)
		if (list[i] == word)
			return;
	list[(*count)++] = word;
}

static void choose_tags(
	const struct seed_world *w, struct seed_random *r, struct seed_file *f, uint32_t class)
{
	f->tag_count = 0;
	if (class < RARE_TAGS)
		add_new(f->tags, &f->tag_count, SEED_TAGS + class);
	if (f->number % 100 == 99)
		add_new(f->tags, &f->tag_count, SEED_TAGS + RARE_TAGS);
	for (uint32_t count = seed_random_below(r, 6); count > f->tag_count;)
		add_new(f->tags, &f->tag_count, seed_zipf_rank(&w->tags, r));
}

static const char *word_of(struct seed_random *r)
{
	uint32_t at = seed_random_below(r, ADJECTIVES + NOUNS);

	return at < ADJECTIVES ? adjectives[at] : nouns[at - ADJECTIVES];
}

static void write_text(struct seed_random *r, struct seed_file *f, bool rare)
{
	uint32_t words = 5 + seed_random_below(r, 10);
	char *at = f->text;

	for (uint32_t i = 0; i < words; i++) {
		at = stpcpy(at, rare && i == 3 ? "zanzibar" : word_of(r));
		*at++ = ' ';
	}
	at[-1] = '\0';
}

static void choose_values(struct seed_random *r, struct seed_file *f, uint32_t class)
{
	f->price = chance(r, 400) ? (double)(100 + seed_random_below(r, 99900)) / 100 : -1;
	if (class == CLASS_DEAR)
		f->price = 1e6 + seed_random_below(r, 1000000);
	f->text[0] = '\0';
	if (class == CLASS_TEXT || chance(r, 200))
		write_text(r, f, class == CLASS_TEXT);
}

static void choose_facts(struct seed_random *r, struct seed_file *f)
{
	enum { YEAR_SECONDS = 31536000 };

	f->keyword_count = 0;
	f->has_place = false;
	f->has_camera = f->kind == kinds && chance(r, 200);
	if (!f->has_camera)
		return;
	f->taken_at =
		f->created_at / 1000 * 1000 - seed_random_below(r, YEAR_SECONDS) * INT64_C(1000);
	f->has_place = chance(r, 400);
	f->latitude = seed_random_below(r, 140000) / 1000.0 - 60;
	f->longitude = seed_random_below(r, 360000) / 1000.0 - 180;
	for (uint32_t count = seed_random_below(r, SEED_KEYWORDS + 1); count > f->keyword_count;)
		add_new(f->keywords, &f->keyword_count, seed_random_below(r, SEED_TAGS));
}

static void make_version(const struct seed_world *w, struct seed_random *r,
	const struct seed_file *f, uint32_t number, struct seed_version *out)
{
	static const int widths[] = { 320, 640, 800, 1024, 1200, 1600, 1920, 2400, 3000, 4000 };
	int64_t width = widths[seed_random_below(r, 10)];

	out->created_at = f->created_at + number * (time_step(w, f->number) / 4);
	seed_random_id(r, out->created_at, out->id);
	seed_random_key(r, out->key);
	seed_random_blob(r, out->blob);
	out->size = INT64_C(1) << (9 + seed_random_below(r, 12));
	out->size += seed_random_below(r, (uint32_t)out->size);
	out->width = f->kind->is_image || f->kind->is_video ? width : 0;
	out->height = out->width * (2 + seed_random_below(r, 4)) / 4;
	out->orientation = f->has_camera ? 1 : 0;
	out->resolution = f->kind->is_image ? 72 : 0;
}

/* Each file has chances of its own, so that one can be made without the others. */
void seed_world_file(const struct seed_world *w, uint32_t number, struct seed_file *out)
{
	struct seed_random random = seed_random_init(w->seed + number), *r = &random;
	uint32_t class = number % (w->files / SEED_CLASS), common = common_folders(w);
	struct seed_random of_series = seed_random_init(~w->seed - number / SERIES),
			   *series = &of_series;
	uint32_t adjective = seed_random_below(series, ADJECTIVES);
	uint32_t noun = seed_random_below(series, NOUNS);

	out->number = number;
	out->folder = class == CLASS_SHELF ? common + 1 + seed_random_below(r, SHELVES)
					   : seed_random_below(series, common);
	out->kind = choose_kind(r);
	snprintf(out->name, sizeof(out->name), "%s-%s-%07u.%s",
		class == CLASS_NEEDLE ? "needle" : adjectives[adjective], nouns[noun], number,
		out->kind->extension);
	out->created_at = time_of(w, r, number);
	out->is_private = chance(r, 50);
	out->is_published = !chance(r, 20);
	choose_tags(w, r, out, class);
	choose_values(r, out, class);
	choose_facts(r, out);
	out->version_count = number % SECOND_EVERY == SECOND_AT ? 2 : 1;
	for (uint32_t i = 0; i < out->version_count; i++)
		make_version(w, r, out, i, &out->versions[i]);
}

int64_t seed_file_version_row(uint32_t number)
{
	uint32_t second = (number + SECOND_EVERY - 1 - SECOND_AT) / SECOND_EVERY;

	return INT64_C(1) + number + second;
}

void seed_file_embedded(const struct seed_file *f, char *out, size_t size)
{
	time_t seconds = (time_t)(f->taken_at / 1000);
	struct tm day;
	char date[32];

	gmtime_r(&seconds, &day);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &day);
	snprintf(out, size,
		"{\"Make\":\"Example\",\"Model\":\"Camera %u\",\"DateTimeOriginal\":\"%s\"}",
		f->number % 50, date);
}
