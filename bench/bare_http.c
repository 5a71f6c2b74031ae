/* What civetweb alone can do: every request is answered with the bytes of one file, headers
 * included, by a begin_request callback and nothing else. Its options are those of
 * server/http/http_server.c. Prints its port, serves until standard input ends.
 * usage: bare_http RESPONSE_FILE THREADS */
#include <civetweb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { RESPONSE_MAX = 1 << 20 };

struct answer {
	char bytes[RESPONSE_MAX];
	size_t length;
};

static int begin_request(struct mg_connection *conn)
{
	const struct answer *answer = mg_get_user_data(mg_get_context(conn));

	mg_write(conn, answer->bytes, answer->length);
	return 200;
}

static bool answer_read(struct answer *answer, const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file) {
		perror(path);
		return false;
	}
	answer->length = fread(answer->bytes, 1, sizeof(answer->bytes), file);
	bool whole = answer->length > 0 && !ferror(file) && feof(file);
	fclose(file);
	return whole;
}

static struct mg_context *serve(struct answer *answer, const char *threads)
{
	/* clang-format off */
	const char *options[] = {
		"listening_ports", "127.0.0.1:0",
		"num_threads", threads,
		"decode_url", "no",
		"decode_query_string", "no",
		"enable_auth_domain_check", "no",
		"enable_keep_alive", "yes",
		"tcp_nodelay", "1",
		"request_timeout_ms", "20000",
		"keep_alive_timeout_ms", "15000",
		"max_request_size", "32768",
		"connection_queue", "256",
		"listen_backlog", "512",
		NULL,
	};
	/* clang-format on */
	struct mg_callbacks callbacks = { .begin_request = begin_request };

	return mg_start(&callbacks, answer, options);
}

int main(int argc, char **argv)
{
	static struct answer answer;
	struct mg_server_port port;

	if (argc != 3) {
		fputs("usage: bare_http RESPONSE_FILE THREADS\n", stderr);
		return 2;
	}
	if (!answer_read(&answer, argv[1]))
		return 1;
	mg_init_library(0);
	struct mg_context *ctx = serve(&answer, argv[2]);
	if (!ctx || mg_get_server_ports(ctx, 1, &port) != 1) {
		fputs("bare_http: civetweb does not start\n", stderr);
		return 1;
	}
	printf("%d\n", port.port);
	fflush(stdout);
	while (getchar() != EOF)
		;
	/* The orderly stop of civetweb waits for a connection; nothing here needs it. */
	_exit(0);
}
