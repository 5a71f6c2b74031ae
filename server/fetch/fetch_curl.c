/* dlopen() and a table of names. Nothing here is linked against libcurl. */
#include "fetch/fetch_curl.h"

#include <dlfcn.h>
#include <string.h>

/* The same interface, built on OpenSSL and on GnuTLS. */
static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
	{ "curl_global_init", offsetof(struct fetch_curl, global_init) },
	{ "curl_global_cleanup", offsetof(struct fetch_curl, global_cleanup) },
	{ "curl_easy_init", offsetof(struct fetch_curl, easy_init) },
	{ "curl_easy_setopt", offsetof(struct fetch_curl, easy_setopt) },
	{ "curl_easy_getinfo", offsetof(struct fetch_curl, easy_getinfo) },
	{ "curl_easy_cleanup", offsetof(struct fetch_curl, easy_cleanup) },
	{ "curl_easy_strerror", offsetof(struct fetch_curl, easy_strerror) },
	{ "curl_multi_init", offsetof(struct fetch_curl, multi_init) },
	{ "curl_multi_add_handle", offsetof(struct fetch_curl, multi_add_handle) },
	{ "curl_multi_remove_handle", offsetof(struct fetch_curl, multi_remove_handle) },
	{ "curl_multi_perform", offsetof(struct fetch_curl, multi_perform) },
	{ "curl_multi_poll", offsetof(struct fetch_curl, multi_poll) },
	{ "curl_multi_info_read", offsetof(struct fetch_curl, multi_info_read) },
	{ "curl_multi_cleanup", offsetof(struct fetch_curl, multi_cleanup) },
	{ "curl_slist_append", offsetof(struct fetch_curl, slist_append) },
	{ "curl_slist_free_all", offsetof(struct fetch_curl, slist_free_all) },
};

static bool find_functions(struct scope *s, struct fetch_curl *c)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		void *address = dlsym(c->library, functions[i].name);
		if (!address) {
			err_set(s, ERR_UNAVAILABLE,
				"Fetching a URL needs a newer libcurl: this one has no %s.",
				functions[i].name);
			return false;
		}
		/* ISO C has no cast from an object's address to a function's. */
		memcpy((char *)c + functions[i].offset, &address, sizeof(address));
	}
	return true;
}

bool fetch_curl_load(struct scope *s, struct fetch_curl *c)
{
	struct fetch_curl found = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(names) && !found.library; i++)
		found.library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!found.library)
		return err_set(s, ERR_UNAVAILABLE,
			"Fetching a URL needs libcurl, which is not installed (%s).", names[0]);
	if (!find_functions(s, &found))
		return false;
	if (found.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(s, ERR_UNAVAILABLE, "libcurl cannot start.");
	*c = found;
	return true;
}

void fetch_curl_unload(struct fetch_curl *c)
{
	/* No dlclose(): a name lookup that was given up may still run in a thread of the library. */
	if (c->library)
		c->global_cleanup();
	*c = (struct fetch_curl){ 0 };
}
