/* The command: arguments, signals, what is printed, exit code. */
#include "app.h"
#include "base/log.h"
#include "config/config_help.h"
#include "config/config_load.h"
#include "exec_command.h"
#include "healthcheck.h"
#include "json/json_write.h"
#include "seed_command.h"
#include "surroundings.h"

#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

enum { MAX_LINE = 65536 };

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

/* Returns APP_CLEAN when it serves, with the ready line printed unless `silent`. */
static enum app_exit start(struct scope *s, const struct config *config, const char *program,
	bool silent, struct app **app)
{
	log_setup((enum log_level)config->log_level, (enum log_format)config->log_format);
	enum app_exit code = app_start(s, config, program, app);
	if (code != APP_CLEAN)
		fprintf(stderr, "imagekit-emulator: %s\n", s->err.msg);
	else if (!silent)
		print_ready(s, config, *app);
	return code;
}

/* With `code` as the status of the process. */
static int stop(struct app *app, int code)
{
	if (!app_stop(app))
		_exit(code);
	return code;
}

static int serve(struct scope *s, const struct config *config, const char *program)
{
	struct surroundings before;
	struct app *app = NULL;
	sigset_t awaited;
	int number;

	sigemptyset(&awaited);
	sigaddset(&awaited, SIGTERM);
	sigaddset(&awaited, SIGINT);
	surroundings_take(&awaited, &before);
	enum app_exit code = start(s, config, program, false, &app);
	if (code != APP_CLEAN) /* to be stopped before it was ready is no failure */
		return surroundings_is_stopping() ? APP_CLEAN : (int)code;
	sigwait(&awaited, &number);
	/* A second signal ends the process as signals do. */
	pthread_sigmask(SIG_UNBLOCK, &awaited, NULL);
	return stop(app, APP_CLEAN);
}

/* The command's output is its own: the ready line is printed only where it was asked for. */
static int exec_beside(struct scope *s, const struct config *config, const char *program)
{
	struct surroundings before;
	struct app *app = NULL;
	sigset_t awaited;

	exec_command_signals(&awaited);
	surroundings_take(&awaited, &before);
	enum app_exit code = start(s, config, program, !config->print_json, &app);
	if (code != APP_CLEAN)
		return (int)code;
	int status = exec_command_run(s, config, app_port(app), environ, &before);
	/* Signals stay blocked: the end of the server is near, and the status is the command's. */
	return stop(app, status);
}

static int check_health(struct scope *s, const struct config *config)
{
	if (healthcheck(s, config))
		return APP_CLEAN;
	fprintf(stderr, "imagekit-emulator: %s\n", s->err.msg);
	return APP_FAILED;
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
	case CONFIG_EXEC:
		return exec_beside(s, &config, argv[0]);
	case CONFIG_HEALTHCHECK:
		return check_health(s, &config);
	case CONFIG_SEED_CHECK:
		return seed_command_check(s, &config, argv[0]);
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
