"""A small web server of the loopback, from which the server under test uploads by URL.

    with Origin({"/a.jpg": (200, {"Content-Type": "image/jpeg"}, content)}) as origin:
        api.upload(origin.url + "/a.jpg", fileName="a.jpg")
    origin.requests            # [(method, path, headers)] in the order of arrival

A route is (status, headers, body) or a function of the handler. Other paths answer 404.
"""

import http.server
import threading


class Origin:
    def __init__(self, routes):
        self.routes = dict(routes)
        self.requests = []
        self.server = None

    def __enter__(self):
        origin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                origin.requests.append((self.command, self.path, self.headers))
                route = origin.routes.get(self.path, (404, {}, b"not here"))
                if callable(route):
                    route(self)
                    return
                status, headers, body = route
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_HEAD = do_GET
            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.server.server_address[1]
