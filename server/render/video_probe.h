/* Reading of videos by ffprobe, which is optional: where it is not installed, videos are stored all the
 * same and tell nothing of themselves. */
#ifndef RENDER_VIDEO_PROBE_H
#define RENDER_VIDEO_PROBE_H

#include "render/video_facts.h"

struct video_probe;

struct video_limits {
	int workers;        /* ffprobes that may run at once, and one more, see turns.h */
	int deadline_ms;    /* for one of them; then it is killed */
	int64_t max_memory; /* bytes of address space it may hold */
};

/* Looks for `ffprobe` in the folders of `path` ("/usr/bin:/bin", as in $PATH; NULL: none). Folders that
 * are not absolute do not count. Never fails: whether there is one is told by video_probe_program(). */
struct video_probe *video_probe_new(const char *path, const struct video_limits *limits);
void video_probe_free(struct video_probe *p); /* NULL is fine */

/* The program's path, or NULL: then video_probe_missing is the sentence that says so. */
const char *video_probe_program(const struct video_probe *p);
extern const char video_probe_missing[];

/* The version that the program calls itself, in the arena; NULL when it does not say. Runs it once. */
const char *video_probe_version(struct video_probe *p, struct scope *s);

/* Reads the facts of the video behind `fd` (a regular file, its position does not matter; still the
 * caller's). False: ERR_INVALID with a sentence about the file (no video, damaged, takes too long),
 * ERR_NOT_IMPLEMENTED without ffprobe, or ERR_UNAVAILABLE when it cannot be started or all places stay
 * taken for several times deadline_ms. Thread-safe. */
NODISCARD bool video_probe_read(
	struct video_probe *p, struct scope *s, int fd, struct media_facts *out);

#endif
