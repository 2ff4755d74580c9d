"""Other people's web sites on this machine, each an origin of its own: the systems that frame the panel, or would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """A site; `pages` maps paths to HTML and may be filled at any time."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.pages: dict[str, str] = {}


@contextmanager
def site() -> Iterator[Site]:
    """Serves a site at a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = served.pages.get(self.path.partition("?")[0])
            content = (found or "").encode()
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is no access log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
