/* Every setting of the server, filled once at start and constant after. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/scope.h"

/* The private key of the account that is there when no option names one. Everybody knows it. */
#define CONFIG_DEFAULT_KEY "private_emulator"

enum config_auth { CONFIG_AUTH_LENIENT, CONFIG_AUTH_STRICT };
enum config_plan { CONFIG_PLAN_FREE, CONFIG_PLAN_LITE, CONFIG_PLAN_PRO };
enum config_remote { CONFIG_REMOTE_NONE, CONFIG_REMOTE_LOOPBACK, CONFIG_REMOTE_ANY };
enum config_profile { CONFIG_PROFILE_FAST, CONFIG_PROFILE_REALISTIC };
enum config_rates { CONFIG_RATES_NONE, CONFIG_RATES_DOCUMENTED };
enum config_signed {
	CONFIG_SIGNED_OPTIONAL, /* a public file is served whatever its signature says */
	CONFIG_SIGNED_STRICT, /* a wrong or expired signature is refused even where none is needed */
	CONFIG_SIGNED_REQUIRED, /* every delivery URL must be signed */
};

struct config_account {
	const char *id, *private_key, *public_key;
	const char *webhook_secret; /* made of the private key when none was given */
};

struct config {
	const char *host;   /* an IPv4 or IPv6 literal, or localhost: both loopbacks */
	int64_t port;       /* 0: a free one */
	const char *data;   /* NULL: in memory */
	const char **seeds; /* files and folders, in their order */
	size_t seed_count;
	const char *public_url; /* NULL: from the request's Host; has no slash at the end */
	int auth;               /* enum config_auth */
	struct config_account *accounts; /* at least one; no two share an id or a key */
	size_t account_count;
	int64_t id_seed;           /* -1: random */
	const char *clock;         /* NULL: real time; else where it stands still */
	bool stateless;            /* what a request changes is taken back after its answer */
	int profile;               /* enum config_profile; it has been applied to what follows */
	int rate_limits;           /* enum config_rates */
	int64_t job_delay;         /* seconds of the account's clock until a bulk job is done */
	int64_t purge_delay;       /* … and a purge */
	int64_t index_delay;       /* … and until lists show what was made */
	bool original_date;        /* accounts have the setting "original creation date" on */
	int plan;                  /* enum config_plan */
	int allow_remote;          /* enum config_remote */
	int signed_urls;           /* enum config_signed */
	const char *control_token; /* NULL: loopback only */
	const char *media_helper;  /* NULL: found beside the program */
	int64_t threads;           /* connections served at once */
	int log_format;            /* enum log_format */
	int log_level;             /* enum log_level */
	int64_t journal_entries;   /* 0: no journal; the same for the next */
	int64_t journal_bytes;
	bool print_json;
	const char *config_file; /* NULL: none was read */
	bool wait;               /* healthcheck: until the server is ready … */
	int64_t timeout;         /* … or so many seconds have passed */
	char *const *program;    /* exec: the command and its arguments, ends with NULL */
};

enum config_command {
	CONFIG_SERVE,
	CONFIG_EXEC,
	CONFIG_HEALTHCHECK,
	CONFIG_SEED_CHECK,
	CONFIG_VERSION,
	CONFIG_HELP,
	CONFIG_HELP_MARKDOWN,
};

#endif
