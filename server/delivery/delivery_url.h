/* The parts of a delivery URL (URL delivery: anatomy). */
#ifndef DELIVERY_DELIVERY_URL_H
#define DELIVERY_DELIVERY_URL_H

#include "http/query.h"

struct delivery_url {
	const char *imagekit_id;
	const char
		*folder_path; /* decoded: "/" or "/a/b"; with %2F in it, one that is never there */
	const char *name;     /* decoded last segment */
	const char *shown_name; /* what a download is called: `name` before anything was cut */
	const char *chain;      /* the transformation, from the path or from ?tr=; NULL for none */
	const char *suffix;     /* what delivery_url_cut_virtual() took off first, or NULL */
	const char *const
		*prefixes; /* what a signature may leave out, longest first, still encoded */
	size_t prefix_count;
	struct query query;
};

/* `path` and `query` are raw. Segments are split before they are decoded, so %2F is part of a name.
 * False: ERR_INVALID for broken escapes, or for text that is not UTF-8; ERR_NOT_FOUND for a path
 * without a file name. */
NODISCARD bool delivery_url_read(
	struct scope *s, const char *path, const char *query, struct delivery_url *out);

/* The chain asks for the original bytes, whatever else it says. */
bool delivery_url_wants_original(const struct delivery_url *url);

/* Every item of the chain is a named transformation. */
bool delivery_url_only_named(const struct delivery_url *url);

/* Takes virtual names off both ends of the path, so that the URL names the stored file that the asset is made of
 * or that its search-friendly name stands for. False when there is none to take. Files may be called so themselves:
 * look for the path as it is first. */
bool delivery_url_cut_virtual(struct arena *a, struct delivery_url *url);

/* The path asks for a picture that is made out of a text alone. */
bool delivery_url_is_generated(const struct delivery_url *url);

#endif
