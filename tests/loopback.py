"""Publishers on this machine: a real HTTP server with invented values that fails as they do."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "k3y" + "0123456789abcdef" * 2
"""The key that every publisher here wants."""


@dataclass
class Reply:
    """One answer; ``length`` and ``drop`` say what a broken one is like."""

    status: int = 200
    content: bytes = b""
    kind: str = "application/json;charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    """Content-Length, where it is not that of the content: more is a connection that drops."""
    drop: bool = False
    """Close the connection without an answer."""
    close_delimited: bool = False
    """No Content-Length: the body's end cannot be told from a connection that broke."""


def as_json(content: Any, **more: Any) -> Reply:
    return Reply(content=json.dumps(content).encode(), **more)


def page(title: str, status: int = 200) -> Reply:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    return Reply(status, text.encode(), "text/html")


@dataclass
class Asked:
    """A request as it arrived."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any = None

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


Answerer = Callable[[Asked], Reply]
Fault = Callable[[Asked, Answerer], Reply | None]
"""What a request meets instead of the publisher's answer; None where it meets that."""


class Publisher:
    """A server, its right answers and the faults it is told to play."""

    def __init__(self, answer: Answerer) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.fault: Fault | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that were killed
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @contextmanager
    def serving(self) -> Iterator["Publisher"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        faulty = self.fault(asked, self.answer) if self.fault else None
        return self.answer(asked) if faulty is None else faulty


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65_536  # else head and body leave in two packets, the second after a fortieth of a second

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Any) -> None:
            parts = urlsplit(self.path)
            asked = Asked(parts.path, parse_qs(parts.query), dict(self.headers), body)
            reply = publisher.reply(asked)
            if reply.drop:
                self.close_connection = True
                return
            self.send_response(reply.status)
            if reply.status != 204:
                self.send_header("Content-Type", reply.kind)
            if not reply.close_delimited:
                self.send_header(
                    "Content-Length", str(len(reply.content) if reply.length is None else reply.length)
                )
            for name, value in reply.headers.items():
                self.send_header(name, value)
            whole = not reply.close_delimited and reply.length in (None, len(reply.content))
            self.close_connection = self.close_connection or not whole
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *arguments: Any) -> None:
            """Nothing: the tests look at ``asked``."""

    return Handler


def once(reply: Callable[[Asked, Answerer], Reply], times: int = 1, on: str = "") -> Fault:
    """The fault on the first requests whose address or query holds ``on``, and never after."""
    left = [times]

    def fault(asked: Asked, answer: Answerer) -> Reply | None:
        if on and on not in f"{asked.path}?{asked.query}{asked.body}":
            return None
        if not left[0]:
            return None
        left[0] -= 1
        return reply(asked, answer)

    return fault


def always(reply: Callable[[Asked, Answerer], Reply], on: str = "") -> Fault:
    return once(reply, times=-1, on=on)
