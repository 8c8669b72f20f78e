"""Bodies of answers: their text, their end, and those that are no answer yet."""

import json
from collections.abc import Callable
from pathlib import Path

from tradewinds.errors import FetchError
from tradewinds.fetch.request import PublisherRequest


class TruncatedBody(Exception):
    """A body that ends too early, by its own format: worth another attempt."""


class AnswerDeferred(Exception):
    """A check's word that the publisher makes the answer first (Eurostat): ``status`` says, by ``ready``,
    whether ``data`` may be asked for. ``ready`` raises FetchError where it never may.
    """

    def __init__(
        self, status: PublisherRequest, data: PublisherRequest, ready: Callable[[Path], bool]
    ) -> None:
        super().__init__(status.url)
        self.status, self.data, self.ready = status, data, ready


def require_whole_json(path: Path, encoding: str = "utf-8") -> None:
    """Raises TruncatedBody where the body ends before its JSON does, FetchError where it is no JSON."""
    content = path.read_bytes()
    if not content:
        return
    try:
        json.loads(decoded_body(content, encoding))
    except json.JSONDecodeError as error:
        if error.pos >= len(content.decode("latin-1").rstrip()) - 1 or "Unterminated" in error.msg:
            raise TruncatedBody(f"its JSON ends after {len(content):,} bytes") from None
        raise FetchError(f"not JSON: {error.msg} at character {error.pos}", "JSON") from None


def decoded_body(content: bytes, encoding: str = "utf-8") -> str:
    """The text of a body, its byte order mark left out. Raises FetchError for bytes of another encoding."""
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise FetchError(f"byte {error.start} is not {encoding}", f"text in {encoding}") from None
