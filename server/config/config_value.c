/* A parser for each type of setting. */
#include "config/config_value.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/strbuf.h"
#include "model/account_id.h"
#include "model/account_key.h"

#include <arpa/inet.h>
#include <string.h>

enum { MAX_PATH = 4000, MAX_URL = 2000, MAX_TOKEN = 1000, MAX_ACCOUNTS = 1000, MAX_SEEDS = 1000 };

/* A text and where its value goes. */
struct parse {
	struct arena *arena;
	const struct config_row *row;
	const char *text;
	struct config *cfg;
};

typedef bool parse_fn(const struct parse *p);

static void store(const struct parse *p, const void *value, size_t n)
{
	memcpy((char *)p->cfg + p->row->offset, value, n);
}

static bool store_text(const struct parse *p, const char *text)
{
	store(p, &text, sizeof(text));
	return true;
}

static bool parse_int(const struct parse *p)
{
	int64_t n;

	if (!text_int(view_of(p->text), &n) || n < p->row->min || n > p->row->max)
		return false;
	store(p, &n, sizeof(n));
	return true;
}

static bool parse_word(const struct parse *p)
{
	for (int i = 0; p->row->words[i]; i++) {
		if (strcmp(p->row->words[i], p->text) != 0)
			continue;
		store(p, &i, sizeof(i));
		return true;
	}
	return false;
}

static bool parse_switch(const struct parse *p)
{
	/* 1 and 0 are the habit of environment variables. */
	bool on = strcmp(p->text, "true") == 0 || strcmp(p->text, "1") == 0;

	if (!on && strcmp(p->text, "false") != 0 && strcmp(p->text, "0") != 0)
		return false;
	store(p, &on, sizeof(on));
	return true;
}

static bool graphic(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] > '~')
			return false;
	return v.n > 0;
}

static bool parse_path(const struct parse *p)
{
	return strlen(p->text) <= MAX_PATH && store_text(p, arena_strdup(p->arena, p->text));
}

static bool parse_host(const struct parse *p)
{
	unsigned char binary[sizeof(struct in6_addr)];
	const char *host = strcmp(p->text, "localhost") == 0 ? "127.0.0.1" : p->text;

	if (inet_pton(AF_INET, host, binary) != 1 && inet_pton(AF_INET6, host, binary) != 1)
		return false;
	return store_text(p, arena_strdup(p->arena, host));
}

/* A host name or literal with an optional port. */
static bool is_authority(struct view v)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]";

	if (v.n == 0 || v.p[0] == ':')
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!memchr(chars, v.p[i], sizeof(chars) - 1))
			return false;
	return true;
}

static bool parse_url(const struct parse *p)
{
	struct view url = view_of(p->text), rest = url;

	if (url.n > MAX_URL || !graphic(url) || strpbrk(p->text, "?#@\\\"<>"))
		return false;
	struct view scheme = view_split(&rest, ':');
	if (!text_same_nocase(scheme, "http") && !text_same_nocase(scheme, "https"))
		return false;
	if (!rest.p || !view_starts(rest, "//"))
		return false;
	rest = (struct view){ rest.p + 2, rest.n - 2 };
	if (!is_authority(view_split(&rest, '/')))
		return false;
	while (url.p[url.n - 1] == '/')
		url.n--;
	return store_text(p, arena_strndup(p->arena, url.p, url.n));
}

static bool parse_time(const struct parse *p)
{
	int64_t ms;

	return clock_parse(view_of(p->text), &ms) && store_text(p, arena_strdup(p->arena, p->text));
}

static bool parse_token(const struct parse *p)
{
	struct view v = view_of(p->text);

	return v.n <= MAX_TOKEN && graphic(v) && store_text(p, arena_strdup(p->arena, p->text));
}

static bool is_key(struct view v)
{
	return !account_key_fault(v) && !memchr(v.p, ' ', v.n);
}

static void add_account(struct arena *a, struct config *cfg, struct config_account account)
{
	size_t n = cfg->account_count;

	/* Full at each power of two: room for twice as many. */
	if ((n & (n - 1)) == 0) {
		struct config_account *more = arena_alloc(a, (n ? 2 * n : 1) * sizeof(*more));
		if (n > 0)
			memcpy(more, cfg->accounts, n * sizeof(*more));
		cfg->accounts = more;
	}
	cfg->accounts[n] = account;
	cfg->account_count = n + 1;
}

/* The same in every process, and of the form that the service gives out. */
static const char *own_secret(struct arena *a, struct view private_key)
{
	uint8_t hash[DIGEST_SHA256];

	digest_sha256(private_key.p, private_key.n, hash);
	return arena_printf(a, "whsec_%s", encode_base64(a, hash, sizeof(hash)));
}

static bool parse_account(const struct parse *p)
{
	enum { ID, PRIVATE, PUBLIC, SECRET, PARTS };
	struct view rest = view_of(p->text), parts[PARTS];
	struct arena *a = p->arena;
	size_t n = 0;

	while (rest.p && n < PARTS)
		parts[n++] = view_split(&rest, ':');
	if (rest.p || n < SECRET ||
		(account_id_fault(parts[ID]) && !account_id_is_shadowed(parts[ID])))
		return false;
	for (size_t i = PRIVATE; i < n; i++)
		if (!is_key(parts[i]))
			return false;
	add_account(a, p->cfg,
		(struct config_account){
			.id = arena_strndup(a, parts[ID].p, parts[ID].n),
			.private_key = arena_strndup(a, parts[PRIVATE].p, parts[PRIVATE].n),
			.public_key = arena_strndup(a, parts[PUBLIC].p, parts[PUBLIC].n),
			.webhook_secret =
				n > SECRET ? arena_strndup(a, parts[SECRET].p, parts[SECRET].n)
					   : own_secret(a, parts[PRIVATE]),
		});
	return true;
}

static bool parse_seed(const struct parse *p)
{
	struct config *cfg = p->cfg;
	size_t n = cfg->seed_count;
	const char **more = arena_alloc(p->arena, (n + 1) * sizeof(*more));

	if (strlen(p->text) > MAX_PATH || n == MAX_SEEDS)
		return false;
	if (n > 0)
		memcpy(more, cfg->seeds, n * sizeof(*more));
	more[n] = arena_strdup(p->arena, p->text);
	cfg->seeds = more;
	cfg->seed_count = n + 1;
	return true;
}

/* An account is found by its id and by either key, so each of them must lead to one account. */
static bool check_last_account(struct scope *s, const struct config *cfg, const char *from)
{
	const struct config_account *last = &cfg->accounts[cfg->account_count - 1];

	if (cfg->account_count > MAX_ACCOUNTS)
		return err_set(s, ERR_INVALID, "--account: more than %d accounts (from %s)",
			MAX_ACCOUNTS, from);
	const char *fault = account_id_fault(view_of(last->id));
	if (fault)
		return err_set(s, ERR_INVALID,
			"--account: the id of account number %zu (from %s) %s", cfg->account_count,
			from, fault);
	for (const struct config_account *other = cfg->accounts; other < last; other++) {
		const char *same = NULL;
		if (strcmp(other->public_key, last->public_key) == 0)
			same = "public key";
		if (strcmp(other->private_key, last->private_key) == 0)
			same = "private key";
		if (strcmp(other->id, last->id) == 0)
			same = "id";
		if (same)
			return err_set(s, ERR_INVALID,
				"--account: account number %zu, '%s' (from %s), has the same %s as"
				" account number %zu; each must have its own",
				cfg->account_count, last->id, from, same,
				(size_t)(other - cfg->accounts) + 1);
	}
	return true;
}

static bool refuse(const struct parse *p, struct scope *s, const char *from)
{
	const char *accepted = config_table_accepts(s->arena, p->row);

	if (!*p->text)
		return err_set(s, ERR_INVALID, "--%s needs a value (from %s); accepted is %s",
			p->row->name, from, accepted);
	if (p->row->secret)
		return err_set(s, ERR_INVALID,
			"--%s: bad value (from %s, not shown); accepted is %s", p->row->name, from,
			accepted);
	return err_set(s, ERR_INVALID, "--%s: bad value '%s' (from %s); accepted is %s",
		p->row->name, p->text, from, accepted);
}

bool config_value_set(struct scope *s, struct config *cfg, const struct config_row *row,
	const char *text, const char *from)
{
	static parse_fn *const parsers[CONFIG_TYPE_COUNT] = {
		[CONFIG_INT] = parse_int,
		[CONFIG_WORD] = parse_word,
		[CONFIG_SWITCH] = parse_switch,
		[CONFIG_PATH] = parse_path,
		[CONFIG_HOST] = parse_host,
		[CONFIG_URL] = parse_url,
		[CONFIG_TIME] = parse_time,
		[CONFIG_TOKEN] = parse_token,
		[CONFIG_ACCOUNT] = parse_account,
		[CONFIG_SEED] = parse_seed,
	};
	struct parse p = { s->arena, row, text, cfg };

	if (!*text || !parsers[row->type](&p))
		return refuse(&p, s, from);
	return row->type != CONFIG_ACCOUNT || check_last_account(s, cfg, from);
}

static const char *account_ids(struct arena *a, const struct config *cfg)
{
	struct strbuf b = strbuf_init(a, (size_t)MAX_ACCOUNTS * (ACCOUNT_ID_MAX + 1));

	for (size_t i = 0; i < cfg->account_count; i++) {
		if (i > 0)
			strbuf_char(&b, ' ');
		strbuf_str(&b, cfg->accounts[i].id);
	}
	return strbuf_text(&b);
}

/* As the environment takes them; NULL when there are none. */
static const char *seed_paths(struct arena *a, const struct config *cfg)
{
	struct strbuf b = strbuf_init(a, (size_t)MAX_SEEDS * (MAX_PATH + 1));

	for (size_t i = 0; i < cfg->seed_count; i++)
		strbuf_printf(&b, "%s%s", i > 0 ? ":" : "", cfg->seeds[i]);
	return cfg->seed_count > 0 ? strbuf_text(&b) : NULL;
}

static const char *text_member(const void *member, bool secret)
{
	const char *text;

	memcpy(&text, member, sizeof(text));
	return text && secret ? "(set)" : text;
}

static const char *int_member(struct arena *a, const void *member, int64_t min)
{
	int64_t n;

	memcpy(&n, member, sizeof(n));
	return n < min ? NULL : arena_printf(a, "%lld", (long long)n);
}

const char *config_value_text(
	struct arena *a, const struct config *cfg, const struct config_row *row)
{
	const char *member = (const char *)cfg + row->offset;
	int word;

	if (row->type == CONFIG_ACCOUNT)
		return account_ids(a, cfg);
	if (row->type == CONFIG_SEED)
		return seed_paths(a, cfg);
	if (row->type == CONFIG_INT)
		return int_member(a, member, row->min);
	if (row->type == CONFIG_SWITCH)
		return *(const bool *)member ? "true" : "false";
	if (row->type != CONFIG_WORD)
		return text_member(member, row->secret);
	memcpy(&word, member, sizeof(word));
	return row->words[word];
}
