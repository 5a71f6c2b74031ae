/* Builds every long-lived object in order, and tears them down in reverse. */
#ifndef APP_H
#define APP_H

#include "config/config.h"

struct app;

/* What the process returns (architecture: command line). */
enum app_exit {
	APP_CLEAN = 0,
	APP_FAILED = 1,
	APP_BAD_USAGE = 2,
	APP_PORT_TAKEN = 3,
	APP_DATA_UNUSABLE = 4,
};

/* Opens the library and serves. On failure everything is undone, the scope holds a sentence for people
 * and the exit code comes back. `program` is argv[0], beside which the media helper is looked for. */
enum app_exit app_start(
	struct scope *s, const struct config *config, const char *program, struct app **out);

/* The same, but serves nobody: the library is made in a folder of its own, with the seeds in it, and thrown
 * away. */
enum app_exit app_try(struct scope *s, const struct config *config, const char *program);

int64_t app_port(const struct app *app);
const char *app_storage(const struct app *app); /* "memory", or the data folder */

/* Lets requests in progress finish or refuses them, then closes everything. False when requests had to
 * be cut: then their threads still use the library, and the process must end at once. */
bool app_stop(struct app *app);

#endif
