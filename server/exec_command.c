/* posix_spawn and not fork: the server has threads. The command stays in the server's process group, so
 * that it may use the terminal; a Ctrl-C there reaches both by itself and is not passed on a second time. */
#include "exec_command.h"

#include "base/strbuf.h"
#include "base/text.h"
#include "config/config_address.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static const int passed_on[] = { SIGINT, SIGTERM, SIGHUP };

void exec_command_signals(sigset_t *set)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };

	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_LEN(passed_on); i++)
		sigaddset(set, passed_on[i]);
	sigaddset(set, SIGCHLD);
	/* Where it is ignored, nobody learns how a child ended. */
	sigaction(SIGCHLD, &standard, NULL);
}

struct variable {
	const char *name, *value;
};

static bool is_one_of(const char *entry, const struct variable *variables, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(variables[i].name);
		if (strncmp(entry, variables[i].name, n) == 0 && entry[n] == '=')
			return true;
	}
	return false;
}

/* `env` with the variables in the place of those of the same name. */
static char **add_variables(
	struct arena *a, char *const *env, const struct variable *variables, size_t count)
{
	size_t n = 0, inherited = 0;

	while (env[inherited])
		inherited++;
	char **all = arena_alloc(a, (inherited + count + 1) * sizeof(*all));
	for (size_t i = 0; i < inherited; i++)
		if (!is_one_of(env[i], variables, count))
			all[n++] = env[i];
	for (size_t i = 0; i < count; i++)
		all[n++] = arena_printf(a, "%s=%s", variables[i].name, variables[i].value);
	all[n] = NULL;
	return all;
}

static char **environment(
	struct arena *a, const struct config *config, int64_t port, char *const *env)
{
	const struct config_account *account = &config->accounts[0];
	const char *url = config_address_url(a, config, port);
	const struct variable variables[] = {
		{ "IMAGE_KIT_BASE_URL", url },
		{ "TEST_API_BASE_URL", url },
		{ "IMAGEKIT_PRIVATE_KEY", account->private_key },
		{ "IMAGEKIT_PUBLIC_KEY", account->public_key },
		{ "IMAGEKIT_WEBHOOK_SECRET", account->webhook_secret },
		{ "IMAGEKIT_URL_ENDPOINT",
			arena_printf(a, "%s/%s", config->public_url ? config->public_url : url,
				account->id) },
	};

	return add_variables(a, env, variables, ARRAY_LEN(variables));
}

/* The signals as they were before the server. Returns 0 or an errno value. */
static int set_signals(posix_spawnattr_t *attr, const struct surroundings *before)
{
	sigset_t standard;

	sigemptyset(&standard);
	if (!before->pipe_ignored)
		sigaddset(&standard, SIGPIPE);
	int rc = posix_spawnattr_setsigmask(attr, &before->mask);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &standard);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	return rc;
}

static int start(char *const *program, char **env, const struct surroundings *before, pid_t *pid)
{
	posix_spawnattr_t attr;
	int rc = posix_spawnattr_init(&attr);

	if (rc != 0)
		return rc;
	rc = set_signals(&attr, before);
	if (rc == 0) {
		/* Nothing else tells a child its umask and limits than those of its parent. */
		surroundings_restore(before);
		rc = posix_spawnp(pid, program[0], NULL, &attr, program, env);
		surroundings_serve();
	}
	posix_spawnattr_destroy(&attr);
	return rc;
}

/* Whether the command has ended; other children, the helpers, are not ours to wait for. */
static bool has_ended(pid_t pid, int *code)
{
	int status = 0;
	pid_t ended = waitpid(pid, &status, WNOHANG);

	if (ended == 0 || (ended < 0 && errno == EINTR))
		return false;
	*code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return true;
}

static int wait_for(pid_t pid)
{
	sigset_t set;
	siginfo_t info;
	int code = 0;

	exec_command_signals(&set);
	while (!has_ended(pid, &code)) {
		int number = sigwaitinfo(&set, &info);
		/* What the terminal sends, it sends to the command too. */
		if (number > 0 && number != SIGCHLD && info.si_code != SI_KERNEL)
			kill(pid, number);
	}
	return code;
}

int exec_command_run(struct scope *s, const struct config *config, int64_t port, char *const *env,
	const struct surroundings *before)
{
	pid_t pid;
	int rc = start(config->program, environment(s->arena, config, port, env), before, &pid);

	if (rc == 0)
		return wait_for(pid);
	fprintf(stderr, "imagekit-emulator: exec: '%s' cannot be run: %s\n", config->program[0],
		strerrordesc_np(rc));
	return rc == ENOENT ? EXEC_COMMAND_NOT_FOUND : EXEC_COMMAND_CANNOT_RUN;
}
