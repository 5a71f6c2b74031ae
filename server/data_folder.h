/* The folder that one process works in: the user's, or a private temporary one. */
#ifndef DATA_FOLDER_H
#define DATA_FOLDER_H

#include "base/scope.h"

struct data_folder {
	char *path;
	bool durable; /* the user's: kept */
	int lock;     /* descriptor that holds the folder's lock */
};

/* `dir` NULL makes a temporary folder, after removing those that dead processes left behind. False:
 * ERR_UNAVAILABLE, also when another process uses the folder. */
NODISCARD bool data_folder_open(struct scope *s, const char *dir, struct data_folder *out);

/* Gives the lock back; a temporary folder is removed with all that is in it. */
void data_folder_close(struct data_folder *f);

#endif
