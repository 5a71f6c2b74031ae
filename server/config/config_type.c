/* Addresses and times are kept as they are written, accounts and seeds one behind the other. */
#include "config/config_type.h"

#include "base/date_text.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/strbuf.h"
#include "config/config.h"
#include "model/account_id.h"
#include "model/account_key.h"
#include "options/option_type.h"

#include <arpa/inet.h>
#include <string.h>

enum { MAX_SEEDS = 1000 };

static bool set_host(const struct option_input *p)
{
	unsigned char binary[sizeof(struct in6_addr)];
	const char *host = p->text;

	if (strcmp(host, "localhost") != 0 && inet_pton(AF_INET, host, binary) != 1 &&
		inet_pton(AF_INET6, host, binary) != 1)
		return false;
	return option_type_store(p, host);
}

const struct option_type config_type_host = {
	.accepts = "an IPv4 or IPv6 address, or localhost",
	.set = set_host,
	.text = option_type_stored,
};

static bool set_time(const struct option_input *p)
{
	int64_t ms;

	return date_text_parse(view_of(p->text), &ms) && option_type_store(p, p->text);
}

const struct option_type config_type_time = {
	.accepts = "a time such as 2026-01-02T03:04:05Z, or Unix seconds",
	.set = set_time,
	.text = option_type_stored,
};

static bool is_key(struct view v)
{
	return !account_key_fault(v) && !memchr(v.p, ' ', v.n);
}

static void add_account(struct arena *a, struct config *cfg, struct config_account account)
{
	cfg->accounts = arena_room(a, cfg->accounts, cfg->account_count, sizeof(account));
	cfg->accounts[cfg->account_count++] = account;
}

/* The same in every process, and of the form that the service gives out. */
static const char *own_secret(struct arena *a, struct view private_key)
{
	uint8_t hash[DIGEST_SHA256];

	digest_sha256(private_key.p, private_key.n, hash);
	return arena_printf(a, "whsec_%s", encode_base64(a, hash, sizeof(hash)));
}

static bool set_account(const struct option_input *p)
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
	add_account(a, p->settings,
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

static const char *account_ids(struct arena *a, const struct option_row *row, const void *settings)
{
	const struct config *cfg = settings;
	(void)row;
	struct strbuf b = strbuf_init(a, (size_t)CONFIG_MAX_ACCOUNTS * (ACCOUNT_ID_MAX + 1));

	for (size_t i = 0; i < cfg->account_count; i++) {
		if (i > 0)
			strbuf_char(&b, ' ');
		strbuf_str(&b, cfg->accounts[i].id);
	}
	return strbuf_text(&b);
}

const struct option_type config_type_account = {
	.accepts = "ID:PRIVATE:PUBLIC[:SECRET], where ID has 1 to 64 of A-Z a-z 0-9"
		   " _ - and the others have no blanks",
	.explains_itself = true,
	.set = set_account,
	.text = account_ids,
};

static bool set_seed(const struct option_input *p)
{
	struct config *cfg = p->settings;
	size_t n = cfg->seed_count;
	const char **more = arena_alloc(p->arena, (n + 1) * sizeof(*more));

	if (strlen(p->text) > OPTION_MAX_PATH || n == MAX_SEEDS)
		return false;
	if (n > 0)
		memcpy(more, cfg->seeds, n * sizeof(*more));
	more[n] = arena_strdup(p->arena, p->text);
	cfg->seeds = more;
	cfg->seed_count = n + 1;
	return true;
}

/* As the environment takes them; NULL when there are none. */
static const char *seed_paths(struct arena *a, const struct option_row *row, const void *settings)
{
	const struct config *cfg = settings;
	(void)row;
	struct strbuf b = strbuf_init(a, (size_t)MAX_SEEDS * (OPTION_MAX_PATH + 1));

	for (size_t i = 0; i < cfg->seed_count; i++)
		strbuf_printf(&b, "%s%s", i > 0 ? ":" : "", cfg->seeds[i]);
	return cfg->seed_count > 0 ? strbuf_text(&b) : NULL;
}

const struct option_type config_type_seed = {
	.accepts = "the path of a file or folder",
	.explains_itself = true,
	.set = set_seed,
	.text = seed_paths,
};
