"""What is asked of a publisher, without the key, and what came back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class PublisherRequest:
    """One request. A key is no part of it: it is added where the request leaves (``FetchClient``), so that
    no name, record or message made of a request can hold one.
    """

    name: str
    """Name of the file that keeps the answer, such as ``2013-01.json``."""
    url: str
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    """A JSON body; the request is a POST then."""
    headers: Mapping[str, str] = field(default_factory=dict)
    key_at: tuple[str, str] | None = None
    """Where the publisher wants the key: (``query`` | ``header`` | ``body``, its name there)."""
    accepts: tuple[str, ...] = ("json",)
    """One of these words has to stand in the content type of the answer."""
    begins: tuple[bytes, ...] = (b"{", b"[")
    """What the answer may begin with, white space and a byte order mark left out."""
    sha256: str | None = None
    """Of the answer, where the publisher's own list of files says it."""
    asked_anew: bool = False
    """Whether a fetch that goes on asks again: what says which files there are."""
    may_be_empty: bool = False
    """Whether 204 is an answer: a right request that nothing was found for."""

    def said(self) -> dict[str, Any]:
        """The request in plain types, for records."""
        address = f"{self.url}?{urlencode(self.query)}" if self.query else self.url
        body = {} if self.body is None else {"body": dict(self.body)}
        return {"method": "GET" if self.body is None else "POST", "url": address, **body}

    @property
    def digest(self) -> str:
        """SHA-256 of ``said``: whether a kept answer is the answer to this request."""
        return hashlib.sha256(json.dumps(self.said(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class PublisherAnswer:
    """What came back, whole: the body lies in a file."""

    status: int
    headers: Mapping[str, str]
    bytes: int
    sha256: str
    time: str
    """UTC, when the answer began."""
