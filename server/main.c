/* The command: arguments, signals, what is printed, exit code. */
#include "app.h"
#include "base/log.h"
#include "config/config_help.h"
#include "json/json_write.h"

#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

enum { MAX_LINE = 65536, MAX_DESCRIPTORS = 65536 };

static void print_ready(struct scope *s, const struct config *config, const struct app *app)
{
	const char *storage = app_storage(app);
	bool six = strchr(config->host, ':') != NULL;
	const char *url = arena_printf(s->arena, "http://%s%s%s:%" PRId64, six ? "[" : "",
		config->host, six ? "]" : "", app_port(app));
	struct strbuf line = strbuf_init(s->arena, MAX_LINE);
	struct json_writer w = json_writer(&line);

	if (!config->print_json) {
		if (config->data)
			printf("The media library is kept in %s.\n", storage);
		else
			printf("The media library is in memory and gone at exit; --data DIR keeps "
			       "it.\n");
		printf("ImageKit Emulator listens on %s\n", url);
	} else {
		json_open_object(&w, NULL);
		json_put_text(&w, "event", "ready");
		json_put_text(&w, "url", url);
		json_put_int(&w, "port", app_port(app));
		json_put_int(&w, "pid", getpid());
		json_put_text(&w, "storage", storage);
		json_close_object(&w);
		puts(strbuf_text(&line));
	}
	fflush(stdout);
}

/* Blocked in every thread, so that only sigwait() sees them. */
static void block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Each connection, upload and database connection takes descriptors; the usual 1,024 are too few for the
 * larger values of --threads. Best effort. */
static void allow_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max < MAX_DESCRIPTORS ? limit.rlim_max : MAX_DESCRIPTORS;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int serve(struct scope *s, const struct config *config, const char *program)
{
	struct app *app = NULL;
	sigset_t set;
	int number;

	/* The library holds private keys, also where the user made its folder. */
	umask(077);
	log_setup((enum log_level)config->log_level, (enum log_format)config->log_format);
	block_signals(&set);
	allow_descriptors();
	enum app_exit code = app_start(s, config, program, &app);
	if (code != APP_CLEAN) {
		fprintf(stderr, "imagekit-emulator: %s\n", s->err.msg);
		return (int)code;
	}
	print_ready(s, config, app);
	sigwait(&set, &number);
	/* A second signal ends the process as signals do. */
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	if (!app_stop(app))
		_exit(APP_CLEAN);
	return APP_CLEAN;
}

static int run(struct scope *s, int argc, char **argv)
{
	struct config config;
	enum config_command command;

	if (!config_load(s, argc, argv, environ, &config, &command)) {
		fprintf(stderr, "imagekit-emulator: %s\n", s->err.msg);
		return APP_BAD_USAGE;
	}
	switch (command) {
	case CONFIG_VERSION:
		puts("imagekit-emulator " EMULATOR_VERSION);
		return APP_CLEAN;
	case CONFIG_HELP:
		fputs(config_help(s), stdout);
		return APP_CLEAN;
	case CONFIG_HELP_MARKDOWN:
		fputs(config_help_markdown(s), stdout);
		return APP_CLEAN;
	case CONFIG_SERVE:
		break;
	}
	return serve(s, &config, argv[0]);
}

int main(int argc, char **argv)
{
	/* Hundreds of threads, few of them busy: more heaps would only hold more memory. There is no other
	 * thread yet. NOLINTNEXTLINE(concurrency-mt-unsafe) */
	mallopt(M_ARENA_MAX, 2);
	struct scope s = scope_open();
	int code = run(&s, argc, argv);

	scope_close(&s);
	return code;
}
