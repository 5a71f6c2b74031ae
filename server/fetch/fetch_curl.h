/* The functions of libcurl that are used, found at run time: the library costs megabytes that a server
 * which never fetches anything should not pay. */
#ifndef FETCH_FETCH_CURL_H
#define FETCH_FETCH_CURL_H

#include "base/scope.h"

#include <curl/curl.h>

struct fetch_curl {
	void *library;
	CURLcode (*global_init)(long flags);
	void (*global_cleanup)(void);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
	void (*easy_cleanup)(CURL *easy);
	const char *(*easy_strerror)(CURLcode code);
	CURLM *(*multi_init)(void);
	CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_perform)(CURLM *multi, int *running);
	CURLMcode (*multi_poll)(CURLM *multi, struct curl_waitfd *extra, unsigned int extra_count,
		int timeout_ms, int *ready);
	CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
	CURLMcode (*multi_cleanup)(CURLM *multi);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
	void (*slist_free_all)(struct curl_slist *list);
};

/* Loads and starts the library. False: ERR_UNAVAILABLE, and a later call may try again. Not
 * thread-safe. */
NODISCARD bool fetch_curl_load(struct scope *s, struct fetch_curl *c);

/* Undoes fetch_curl_load(); harmless when that never succeeded. */
void fetch_curl_unload(struct fetch_curl *c);

#endif
