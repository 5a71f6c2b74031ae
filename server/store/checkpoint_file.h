/* What lies where a checkpoint's database belongs, looked at before SQLite is: anybody can put a thing there. */
#ifndef STORE_CHECKPOINT_FILE_H
#define STORE_CHECKPOINT_FILE_H

#include "base/scope.h"

enum checkpoint_file {
	CHECKPOINT_FILE_WHOLE,
	CHECKPOINT_FILE_DAMAGED, /* nobody knows what it named when it was whole */
	CHECKPOINT_FILE_BLOCKED, /* the same, and SQLite would wait for something beside it */
	CHECKPOINT_FILE_OTHER,   /* no file at all, so it names nothing; or there is nothing */
};

/* Never waits, whatever it is. All but the first set ERR_UNAVAILABLE, which says what is there. */
enum checkpoint_file checkpoint_file_look(struct scope *s, const char *path);

/* A restore brings the copy up to date first. When the process died of it, the first who opens the copy takes
 * that back, and those who only read cannot. A copy that is damaged says so to whoever asks for it. */
void checkpoint_file_take_back(const char *path, bool durable);

/* The journal of such a change must never meet another copy of the name, which it would ruin. */
void checkpoint_file_drop_journal(struct scope *s, const char *path);

#endif
