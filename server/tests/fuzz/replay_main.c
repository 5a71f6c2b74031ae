/*
 * Runs a fuzz target over a stored corpus with any compiler: replay FILE|FOLDER... Each file is
 * one TAP case and runs in a child process, so that one crash does not hide the files after it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define INPUT_MAX     (1u << 20)
#define INPUT_SECONDS 30u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the whole run has counted so far. */
struct tally {
	int cases;
	int failed;
};

/* The file's bytes in a block of just their size, so that a sanitizer sees a read past the end.
 * NULL when it cannot be read or is over INPUT_MAX; the caller frees. */
static uint8_t *read_input(const char *path, size_t *size)
{
	struct stat st;
	uint8_t *data = NULL;
	FILE *file = fopen(path, "rb");

	if (!file)
		return NULL;
	if (fstat(fileno(file), &st) == 0 && st.st_size >= 0 && st.st_size <= (off_t)INPUT_MAX) {
		*size = (size_t)st.st_size;
		data = malloc(*size ? *size : 1);
		if (data && fread(data, 1, *size, file) != *size) {
			free(data);
			data = NULL;
		}
	}
	(void)fclose(file);
	return data;
}

/* In the child: the exit status is the verdict. */
static int run_input(const char *path)
{
	size_t size = 0;
	uint8_t *data = read_input(path, &size);

	if (!data) {
		(void)fprintf(stderr, "# %s: cannot be read or is too large\n", path);
		return 1;
	}
	(void)alarm(INPUT_SECONDS);
	(void)LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

static void report(struct tally *tally, const char *path, int status)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	tally->cases++;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		(void)printf("ok %d - %s\n", tally->cases, name);
		return;
	}
	tally->failed++;
	if (WIFSIGNALED(status))
		(void)printf("not ok %d - %s: ended by signal %d\n", tally->cases, name,
			WTERMSIG(status));
	else
		(void)printf("not ok %d - %s: exit status %d\n", tally->cases, name,
			WEXITSTATUS(status));
}

static void replay_file(struct tally *tally, const char *path)
{
	int status = 0;
	pid_t child;

	(void)fflush(stdout);
	child = fork();
	if (child == 0)
		exit(run_input(path));
	if (child < 0 || waitpid(child, &status, 0) != child) {
		(void)fprintf(stderr, "# %s: %s\n", path, strerror(errno));
		status = 1 << 8;
	}
	report(tally, path, status);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void replay_folder(struct tally *tally, const char *folder)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_visible, alphasort);

	for (int i = 0; i < n; i++) {
		char *path = NULL;

		if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0)
			abort();
		replay_file(tally, path);
		free(path);
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	struct tally tally = { 0, 0 };

	for (int i = 1; i < argc; i++) {
		struct stat st;

		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			replay_folder(&tally, argv[i]);
		else
			replay_file(&tally, argv[i]);
	}
	if (tally.cases == 0) {
		(void)printf("not ok 1 - the corpus is empty\n");
		tally.cases = tally.failed = 1;
	}
	(void)printf("1..%d\n", tally.cases);
	return tally.failed != 0;
}
