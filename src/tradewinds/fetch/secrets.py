"""Keys: read from the environment, and kept out of everything that is written or said."""

import html
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

from tradewinds.errors import FetchError
from tradewinds.settings.source import SourceSettings

KEY_MARK = "[key]"
_LOGGERS = ("httpx", "httpcore")


def key_of(source: SourceSettings, environment: Mapping[str, str] = os.environ) -> str | None:
    """The key that the source wants; none where it wants none. Raises FetchError where it is not set."""
    if source.key is None:
        return None
    key = environment.get(source.key, "").strip()
    if not key:
        raise FetchError(
            f"no key for {source.publisher}: the environment variable {source.key} is not set",
            "",
            f"Register at {source.register}, then: export {source.key}=…",
        )
    if any(mark.isspace() or not mark.isprintable() for mark in key):
        raise FetchError(f"the key in {source.key} holds white space", "the key alone", "Copy it again.")
    return key


def require_keys(sources: Iterable[SourceSettings], environment: Mapping[str, str]) -> None:
    """Raises FetchError where several keys are not set: all of them; one alone is said when met."""
    lacking = {
        one.key: one for one in sources if one.key is not None and not environment.get(one.key, "").strip()
    }
    if len(lacking) > 1:
        said = ", ".join(f"{key} of {one.publisher}" for key, one in lacking.items())
        where = "; ".join(f"{key} at {one.register}" for key, one in lacking.items())
        raise FetchError(
            f"{len(lacking)} keys are missing: {said}",
            "each in its environment variable",
            f"Register for {where}. Then: {' '.join(f'export {key}=…;' for key in lacking).rstrip(';')}",
        )


class Redactor:
    """Takes a key out of texts, as it is and as addresses, JSON and pages write it."""

    def __init__(self, key: str | None) -> None:
        # BEA repeats a request in capitals
        cases = {key, key.upper(), key.lower()} if key else set()
        spelled = {text for one in cases for text in _spelled(one)}
        self._spelled = sorted(filter(None, spelled), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for one in self._spelled:
            text = text.replace(one, KEY_MARK)
        return text

    def body(self, content: bytes) -> bytes:
        for one in self._spelled:
            content = content.replace(one.encode(), KEY_MARK.encode())
        return content

    def parts(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """A body that comes in parts, without the key, also where two parts share it.

        The end of each part is held back until the next; whoever stops half-way has no piece of a key.
        """
        back = max((len(one.encode()) for one in self._spelled), default=1) - 1
        held = b""
        for part in parts:
            held = self.body(held + part)
            cut = max(len(held) - back, 0)
            yield held[:cut]
            held = held[cut:]
        yield held

    def filter(self, record: logging.LogRecord) -> bool:
        """As a filter of loggers: httpx writes whole addresses to its log."""
        record.msg, record.args = self(record.getMessage()), None
        return True

    def guard(self) -> None:
        """Filter the loggers of the HTTP libraries until ``release``."""
        for logger in _loggers():
            logger.addFilter(self)

    def release(self) -> None:
        for logger in _loggers():
            logger.removeFilter(self)


def _spelled(key: str) -> set[str]:
    """A key as it may come back."""
    written = json.dumps(key)[1:-1]
    addresses = {quote(key), quote(key, safe=""), quote_plus(key)}
    return {key, *addresses, written, written.replace("/", "\\/"), html.escape(key)}


def _loggers() -> list[logging.Logger]:
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in _LOGGERS]
    return [logging.getLogger(name) for name in {*names, *_LOGGERS}]
