/* A stack of idle helpers, and turns for those who want one. The lock covers the stack alone: starting,
 * talking to and ending a helper happen outside it, by the one thread that holds the helper. The most
 * recently used helper goes out first, so that a quiet server keeps one warm and forgets the rest. */
#include "render/media_pool.h"

#include "base/clock.h"
#include "base/log.h"
#include "render/media_process.h"
#include "render/turns.h"
#include "wire/media_picture.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Then a helper is replaced: image libraries lose a little memory here and there. */
enum { EXCHANGES_OF_A_LIFE = 1000 };

struct media_pool {
	char *helper;
	struct media_limits limits;
	struct turns *turns; /* whoever has one may take an idle helper, or start one */
	pthread_mutex_t lock;
	struct media_process **idle; /* limits.workers places */
	int idle_count;
};

struct media_pool *media_pool_new(const char *helper, const struct media_limits *limits)
{
	struct media_pool *p = xcalloc(1, sizeof(*p));

	p->helper = xstrdup(helper);
	p->limits = *limits;
	if (p->limits.workers < 1)
		p->limits.workers = 1;
	p->idle = xcalloc((size_t)p->limits.workers, sizeof(struct media_process *));
	p->turns = turns_new(p->limits.workers);
	pthread_mutex_init(&p->lock, NULL);
	return p;
}

void media_pool_free(struct media_pool *p)
{
	if (!p)
		return;
	for (int i = 0; i < p->idle_count; i++)
		media_process_end(p->idle[i]);
	turns_free(p->turns);
	pthread_mutex_destroy(&p->lock);
	free(p->idle);
	free(p->helper);
	free(p);
}

static struct media_process *pop_idle(struct media_pool *p)
{
	struct media_process *helper = NULL;

	pthread_mutex_lock(&p->lock);
	if (p->idle_count > 0)
		helper = p->idle[--p->idle_count];
	pthread_mutex_unlock(&p->lock);
	return helper;
}

/* The one that the place beyond the number needed is not kept. */
static void push_idle(struct media_pool *p, struct media_process *helper)
{
	pthread_mutex_lock(&p->lock);
	if (p->idle_count < p->limits.workers) {
		p->idle[p->idle_count++] = helper;
		helper = NULL;
	}
	pthread_mutex_unlock(&p->lock);
	media_process_end(helper);
}

static int64_t deadline_of(const struct media_pool *p)
{
	return clock_monotonic_us() + (int64_t)p->limits.deadline_ms * 1000;
}

static struct media_process *start_helper(struct media_pool *p, struct scope *s)
{
	return media_process_start(s, p->helper, p->limits.max_memory, deadline_of(p));
}

static struct media_process *take_helper(struct media_pool *p, struct scope *s)
{
	struct media_process *helper = pop_idle(p);

	if (helper && media_process_is_idle(helper))
		return helper;
	/* It died while nobody used it, or was never started. */
	media_process_end(helper);
	return start_helper(p, s);
}

static void put_back(struct media_pool *p, struct media_process *helper)
{
	if (media_process_served(helper) >= EXCHANGES_OF_A_LIFE)
		media_process_end(helper);
	else
		push_idle(p, helper);
}

/* What the end of a helper is called in the answer to the request that saw it. */
static bool set_not_made(const struct media_pool *p, struct scope *s, enum media_wire_status why)
{
	if (why == MEDIA_WIRE_LATE)
		return err_set(s, ERR_INVALID,
			"The picture takes too long to make: the limit is %d milliseconds.",
			p->limits.deadline_ms);
	return err_set(s, ERR_INVALID, "The picture cannot be made: the image helper %s.",
		why == MEDIA_WIRE_CLOSED ? "crashed" : "answered nonsense");
}

static bool set_not_read(const struct media_pool *p, struct scope *s, enum media_wire_status why)
{
	if (why == MEDIA_WIRE_LATE)
		return err_set(s, ERR_INVALID,
			"The image takes too long to read: the limit is %d milliseconds.",
			p->limits.deadline_ms);
	if (why == MEDIA_WIRE_CLOSED)
		return err_set(s, ERR_INVALID,
			"The image cannot be read: it made the program that reads images crash.");
	return err_set(s, ERR_INVALID,
		"The image cannot be read: it made the program that reads images answer nonsense.");
}

static void end_lost(struct media_process *helper)
{
	int status = media_process_end(helper);

	log_message(LOG_WARN, "media_helper_lost", "%s %d",
		WIFSIGNALED(status) ? "signal" : "exit code",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* The helper keeps the limits; one that does not is not to be believed in anything. */
static bool keeps_limits(const struct media_request *request, const struct media_reply *reply)
{
	const struct media_facts *f = &reply->facts;
	const struct media_description *d = &reply->description;

	if (reply->error)
		return true;
	if (reply->verb == MEDIA_GENERATE)
		return reply->bytes <= media_picture_room(&request->picture);
	if (reply->verb == MEDIA_DESCRIBE)
		return d->width * d->height <= request->max_pixels;
	return f->width * f->height <= request->max_pixels / f->frames;
}

static enum media_wire_status exchange(struct scope *s, struct media_process *helper,
	const struct media_request *request, int fd, struct media_reply *reply)
{
	enum media_wire_status st = media_process_exchange(helper, s, request, fd, reply);

	return st == MEDIA_WIRE_OK && !keeps_limits(request, reply) ? MEDIA_WIRE_BROKEN : st;
}

static bool ask_helper(struct media_pool *p, struct scope *s, const struct media_request *request,
	int fd, struct media_reply *reply)
{
	struct media_process *helper = take_helper(p, s);
	if (!helper)
		return false;
	enum media_wire_status st = exchange(s, helper, request, fd, reply);
	if (st != MEDIA_WIRE_OK && st != MEDIA_WIRE_LATE && media_process_served(helper) > 1) {
		/* What an earlier image broke is no fault of this one: ask a new helper. */
		end_lost(helper);
		helper = start_helper(p, s);
		if (!helper)
			return false;
		st = exchange(s, helper, request, fd, reply);
	}
	if (st != MEDIA_WIRE_OK) {
		end_lost(helper);
		return request->verb == MEDIA_GENERATE ? set_not_made(p, s, st)
						       : set_not_read(p, s, st);
	}
	put_back(p, helper);
	return !reply->error || err_set(s, ERR_INVALID, "%s", reply->error);
}

static bool ask(struct media_pool *p, struct scope *s, const struct media_request *request, int fd,
	struct media_reply *reply)
{
	*reply = (struct media_reply){ 0 };
	if (!turns_take(p->turns, s->account, deadline_of(p)))
		return err_set(s, ERR_UNAVAILABLE,
			"Images cannot be read now: all image helpers are busy. Try again later.");
	bool ok = ask_helper(p, s, request, fd, reply);
	turns_leave(p->turns, s->account);
	return ok;
}

static struct media_request request_of(const struct media_pool *p, enum media_verb verb)
{
	return (struct media_request){
		.verb = verb,
		.max_pixels = p->limits.max_pixels,
		.deadline_ms = p->limits.deadline_ms,
	};
}

bool media_pool_probe(struct media_pool *p, struct scope *s, int fd, struct media_facts *out)
{
	const struct media_request request = request_of(p, MEDIA_PROBE);
	struct media_reply reply;

	if (!ask(p, s, &request, fd, &reply))
		return false;
	*out = reply.facts;
	return true;
}

bool media_pool_describe(
	struct media_pool *p, struct scope *s, int fd, struct media_description *out)
{
	const struct media_request request = request_of(p, MEDIA_DESCRIBE);
	struct media_reply reply;

	if (!ask(p, s, &request, fd, &reply))
		return false;
	*out = reply.description;
	return true;
}

/* The helper may make no file grow, and a file with holes could run out of disk under its hands. */
static bool make_room(struct scope *s, int fd, int64_t bytes)
{
	int rc = posix_fallocate(fd, 0, bytes);

	return rc == 0 || err_set(s, ERR_UNAVAILABLE, "There is no room to make the picture: %s.",
				  strerrordesc_np(rc));
}

bool media_pool_generate(
	struct media_pool *p, struct scope *s, const struct media_picture *picture, int fd)
{
	struct media_request request = request_of(p, MEDIA_GENERATE);
	struct media_reply reply;

	request.picture = *picture;
	if (!media_picture_check(s, picture) || !make_room(s, fd, media_picture_room(picture)) ||
		!ask(p, s, &request, fd, &reply))
		return false;
	return ftruncate(fd, reply.bytes) == 0 ||
	       err_errno(s, ERR_UNAVAILABLE, "cutting the picture's file", "to its size");
}
