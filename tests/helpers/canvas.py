"""A server that speaks the calls of Canvas's REST API which `grade upload canvas` makes, on this machine's own address.

After https://developerdocs.instructure.com/services/canvas: pagination by the Link header, jobs with their progress, and
429 where a user asks too often.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

TOKEN = "7~a-token-that-nobody-may-see"
PAGE = 2  # items, so that a small class has several pages
GRADE = re.compile(r"grade_data\[(\d+)\]\[(posted_grade|excuse)\]")


@dataclass
class CanvasServer:
    """What the server lists, and what was sent to it: grades by assignment and user."""

    assignments: list[dict[str, Any]]
    users: list[dict[str, Any]]
    throttled: int = 0
    fails: bool = False
    hangs_at: str = ""
    grades: dict[tuple[int, int], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    looks: dict[int, int] = field(default_factory=dict)
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: str) -> tuple[int, Any, dict[str, str]]:
        """The status, the document and further headers for one request."""
        self.asked.append(f"{method} {path}")
        if self.hangs_at and path.endswith(self.hangs_at):
            self.released.wait()
        if self.throttled:
            self.throttled -= 1
            return 429, {"errors": "Rate Limit Exceeded"}, {"X-Rate-Limit-Remaining": "0.0"}
        if path == "/api/v1/courses/7":
            return 200, {"id": 7, "name": "Deep learning"}, {}
        if path in ("/api/v1/courses/7/assignments", "/api/v1/courses/7/search_users"):
            return self._page(path, query)
        if found := re.fullmatch(r"/api/v1/courses/7/assignments/(\d+)", path):
            return 200, {**next(one for one in self.assignments if one["id"] == int(found[1])), "course_id": 7}, {}
        if method == "POST" and (found := re.fullmatch(r".*/assignments/(\d+)/submissions/update_grades", path)):
            for name, value in parse_qsl(body):
                if told := GRADE.fullmatch(name):
                    self.grades[int(found[1]), int(told[1])] = value if told[2] == "posted_grade" else "excused"
            number = len(self.looks) + 1
            self.looks[number] = 0
            return 200, {"id": number, "workflow_state": "queued", "completion": 0}, {}
        if found := re.fullmatch(r"/api/v1/progress/(\d+)", path):
            self.looks[int(found[1])] += 1
            done = self.looks[int(found[1])] > 1
            state = "running" if not done else "failed" if self.fails else "completed"
            return 200, {"id": int(found[1]), "workflow_state": state, "completion": 100}, {}
        return 404, {"errors": [{"message": "The specified resource does not exist."}]}, {}

    def _page(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any, dict[str, str]]:
        items = self.users if path.endswith("users") else self.assignments
        if path.endswith("users") and "page" not in query:
            assert query["enrollment_type[]"] == ["student"]
        page = int(query.get("page", ["1"])[0])
        shown = items[PAGE * (page - 1) : PAGE * page]
        more = f'<{self.url}{path}?page={page + 1}>; rel="next"' if len(items) > PAGE * page else ""
        return 200, shown, {"Link": more} if more else {}


@contextmanager
def serving(server: CanvasServer) -> Iterator[CanvasServer]:
    """The server, at work at its `url`."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            parts = urlsplit(self.path)
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, document, headers = 401, {"errors": [{"message": "Invalid access token."}]}, {}
                headers = {"WWW-Authenticate": 'Bearer realm="canvas-lms"'}
            else:
                status, document, headers = server.answer(self.command, parts.path, parse_qs(parts.query), body)
            data = json.dumps(document).encode()
            self.send_response(status)
            for name, value in {
                **headers,
                "Content-Type": "application/json",
                "Content-Length": str(len(data)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815  (the names are http.server's)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_address[1]}"
        threading.Thread(target=http.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.released.set()
            http.shutdown()
