/* Any bytes as a seed: refused if and only if an error is set, which names a place inside the document; what
 * is accepted keeps the promises of seed.h. */
#include "base/clock.h"
#include "json/json_locate.h"
#include "seed/seed_read.h"

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* The number at *p, and past it. */
static size_t take_number(const char **p)
{
	size_t n = 0;

	must(**p >= '1' && **p <= '9');
	for (; **p >= '0' && **p <= '9'; (*p)++) {
		must(n < SIZE_MAX / 10);
		n = n * 10 + (size_t)(**p - '0');
	}
	return n;
}

/* True when a character of the document, or its end, stands there. */
static bool is_inside(const char *text, size_t len, size_t line, size_t column)
{
	for (size_t at = 0; at <= len; at++) {
		struct json_place place = json_place_at((struct view){ text, len }, at);
		if (place.line == line && place.column == column)
			return true;
		if (place.line > line)
			return false;
	}
	return false;
}

static void check_refusal(const struct scope *s, const char *text, size_t len)
{
	const char *p = s->err.msg;

	must(s->err.code == ERR_INVALID && p);
	must(strncmp(p, "seed:", 5) == 0);
	p += 5;
	size_t line = take_number(&p);
	must(*p++ == ':');
	size_t column = take_number(&p);
	must(strncmp(p, ": ", 2) == 0 && p[2]);
	must(len > 2000 || is_inside(text, len, line, column));
}

static void check_at(struct scope *s, const struct seed *seed, const struct json_value *at)
{
	struct json_place place;

	must(at && json_locate(s->arena, (struct view){ seed->document.text, seed->document.len },
			   seed->document.root, at, &place));
	must(place.offset < seed->document.len);
}

static void check_time(int64_t at)
{
	must(at == SEED_NO_TIME || (at >= 0 && at < INT64_C(253402300800000)));
}

static void check_source(const struct seed_source *source)
{
	if (source->kind != SEED_FROM_PICTURE) {
		must(source->text != NULL);
		return;
	}
	must(source->picture.format && source->picture.width >= 1 && source->picture.height >= 1);
	must(source->picture.seed >= 0);
}

static void check_file(struct scope *s, const struct seed *seed, const struct seed_file *f)
{
	size_t current = 0;
	int64_t last = 0;

	check_at(s, seed, f->at);
	must(f->path[0] == '/' && f->path[1] && f->version_count >= 1);
	check_time(f->created_at);
	for (size_t i = 0; i < f->version_count; i++) {
		const struct seed_version *v = &f->versions[i];
		check_at(s, seed, v->at);
		check_at(s, seed, v->content.at);
		check_source(&v->content);
		check_time(v->stored_at);
		check_time(v->updated_at);
		current += v->is_current;
		must(v->number == 0 || v->number > last);
		last = v->number ? v->number : last + 1;
	}
	must(current == 1 && (f->next_number == 0 || f->next_number > last));
}

/* That no other file of the account has the path or the id. */
static void check_unique(const struct seed_account *a)
{
	for (size_t i = 0; i < a->file_count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct seed_file *x = &a->files[i], *y = &a->files[j];
			must(strcmp(x->path, y->path) != 0);
			must(!x->id || !y->id || strcmp(x->id, y->id) != 0);
		}
}

static void check_account(struct scope *s, const struct seed *seed, const struct seed_account *a)
{
	check_at(s, seed, a->at);
	for (size_t i = 0; i < a->file_count; i++)
		check_file(s, seed, &a->files[i]);
	check_unique(a);
	for (size_t i = 0; i < a->folder_count; i++) {
		check_at(s, seed, a->folders[i].at);
		must(a->folders[i].path[0] == '/');
		check_time(a->folders[i].created_at);
	}
	for (size_t i = 0; i < a->field_count; i++)
		must(a->fields[i].name && a->fields[i].label &&
			json_kind_of(a->fields[i].schema) == JSON_OBJECT);
	for (size_t i = 0; i < a->job_count; i++)
		must(a->jobs[i].type && a->jobs[i].source_path && a->jobs[i].target_path);
	for (size_t i = 0; i < a->purge_count; i++)
		must(a->purges[i].url != NULL);
	for (size_t i = 0; i < a->token_count; i++)
		must(strlen(a->tokens[i].sha256) == 64);
}

static void check_seed(struct scope *s, const struct seed *seed)
{
	for (size_t i = 0; i < seed->account_count; i++) {
		must(i == 0 || seed->accounts[i].imagekit_id);
		check_account(s, seed, &seed->accounts[i]);
	}
	for (size_t i = 0; i < seed->remote_count; i++) {
		check_at(s, seed, seed->remotes[i].at);
		check_source(&seed->remotes[i].content);
		must(strncmp(seed->remotes[i].url, "http", 4) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope s = scope_open();
	const char *text = (const char *)data;
	const struct seed_document document = { .name = "seed", .text = text, .len = size };
	struct seed seed;
	bool ok = seed_read(&s, &document, &seed);

	must(ok == (s.err.code == ERR_NONE));
	if (!ok)
		check_refusal(&s, text, size);
	else if (size < 4000)
		check_seed(&s, &seed);
	scope_close(&s);
	return 0;
}
