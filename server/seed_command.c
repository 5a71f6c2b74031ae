/* Reading the documents tells what is in them; a whole start tells whether they can be loaded. */
#include "seed_command.h"

#include "app.h"
#include "base/log.h"
#include "state/seed_documents.h"

#include <stdio.h>

struct counts {
	size_t accounts, folders, files, versions, fields;
};

static struct counts count(const struct seed *seed)
{
	struct counts c = { .accounts = seed->account_count };

	for (size_t i = 0; i < seed->account_count; i++) {
		const struct seed_account *a = &seed->accounts[i];
		c.folders += a->folder_count;
		c.files += a->file_count;
		c.fields += a->field_count;
		for (size_t j = 0; j < a->file_count; j++)
			c.versions += a->files[j].version_count;
	}
	return c;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void print_seed(const struct seed *seed)
{
	struct counts c = count(seed);

	printf("%s: %zu account%s, %zu folder%s, %zu file%s, %zu version%s, %zu field%s\n",
		seed->document.name, c.accounts, plural(c.accounts), c.folders, plural(c.folders),
		c.files, plural(c.files), c.versions, plural(c.versions), c.fields,
		plural(c.fields));
}

static enum app_exit check(struct scope *s, const struct config *config, const char *program)
{
	struct seed *seeds;
	size_t count_of_seeds;

	if (!seed_documents_read(s, config->seeds, config->seed_count, &seeds, &count_of_seeds))
		return APP_BAD_USAGE;
	enum app_exit code = app_try(s, config, program);
	for (size_t i = 0; code == APP_CLEAN && i < count_of_seeds; i++)
		print_seed(&seeds[i]);
	return code;
}

int seed_command_check(struct scope *s, const struct config *config, const char *program)
{
	log_setup((enum log_level)config->log_level, (enum log_format)config->log_format);
	enum app_exit code = check(s, config, program);
	if (code != APP_CLEAN)
		fprintf(stderr, "imagekit-emulator: %s\n", s->err.msg);
	return (int)code;
}
