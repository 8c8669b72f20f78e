"""An HTTP client that takes nothing for granted: one request, one whole body in a file, or one clear line."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from tradewinds.errors import FetchError, abridged
from tradewinds.fetch.bodies import AnswerDeferred, TruncatedBody
from tradewinds.fetch.pace import Pacer
from tradewinds.fetch.request import PublisherAnswer, PublisherRequest
from tradewinds.fetch.secrets import Redactor
from tradewinds.fetch.waits import named_wait

_AGAIN = {408, 425, 429, 500, 502, 503, 504}
"""Statuses that the same request may not meet another time; all other errors are the request's own."""
_HEADERS = ("content-type", "content-length", "content-encoding", "etag", "last-modified", "date")
_AGENT = "tradewinds (reproducible trade policy laboratory)"
_POLL = 60.0
"""Most seconds between two questions whether an answer is made."""
_MAKING = "ASYNCHRONOUS_RESPONSE"
"""Eurostat's word, in a 413, for an answer that it is still making."""
_REFUSED_KEY = re.compile(r"\b(api|registration|subscription|missing|invalid)[ _-]?key\b", re.IGNORECASE)


class _Transient(Exception):
    """What may pass: asked again, with the wait that the publisher named, if it named one."""

    def __init__(self, found: str, wait: float | None = None, remedy: str = "") -> None:
        super().__init__(found)
        self.found, self.wait, self.remedy = found, wait, remedy


class FetchClient:
    """Sends requests at a publisher's pace, with its key, and keeps the key out of all that is said.

    ``attempts`` are made of a request that meets an overload or a broken connection, after waits of
    ``first_wait``, twice that, … seconds, or as long as the publisher says (Retry-After), but not longer
    than ``longest``. Redirects are not followed: a publisher sends wrong keys to a page that answers 200.
    Of an answer that is made first it is asked up to ``polls`` times whether it is there, a minute apart at
    most.
    """

    def __init__(
        self,
        pacer: Pacer,
        key: str | None = None,
        key_name: str = "",
        attempts: int = 5,
        first_wait: float = 2.0,
        longest: float = 900.0,
        timeout: float = 120.0,
        polls: int = 30,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pacer, self._key, self._key_name = pacer, key, key_name
        self.redact = Redactor(key)
        self.redact.guard()
        self._attempts, self._first, self._longest, self._sleep = attempts, first_wait, longest, sleep
        self._polls = polls
        self._http = httpx.Client(
            follow_redirects=False, timeout=timeout, headers={"User-Agent": _AGENT}, trust_env=True
        )

    def close(self) -> None:
        self._http.close()
        self.redact.release()

    def download(
        self, request: PublisherRequest, path: Path, check: Callable[[Path], None] = lambda path: None
    ) -> PublisherAnswer:
        """Send the request and write the whole body to ``path``.

        The key is taken out on the way, so that no file holds it. ``check`` looks at the body, which is there
        already: a ``TruncatedBody`` is asked for again. Raises FetchError, in which no key stands and after
        which no file is left.
        """
        try:
            try:
                return self._tried(request, path, check)
            except AnswerDeferred as deferred:
                return self._when_made(deferred, request, path, check)
        except BaseException as error:
            path.unlink(missing_ok=True)
            if not isinstance(error, _Transient):
                raise
            remedy = error.remedy or "Fetch again later: what is there is kept."
            raise FetchError(self._of(request, error.found), "", remedy) from None

    def _tried(self, request: PublisherRequest, path: Path, check: Callable[[Path], None]) -> PublisherAnswer:
        """The answer, after as many attempts as it takes and are allowed."""
        retrying = Retrying(
            stop=stop_after_attempt(self._attempts),
            wait=self._wait,
            retry=retry_if_exception_type(_Transient),
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._once, request, path, check)

    def _when_made(
        self, deferred: AnswerDeferred, request: PublisherRequest, path: Path, check: Callable[[Path], None]
    ) -> PublisherAnswer:
        """The answer to a request that the publisher works on first."""
        for number in range(self._polls):
            self._sleep(min(self._first * 2**number, _POLL))
            ready = False

            def look(answer: Path) -> None:
                nonlocal ready
                ready = deferred.ready(answer)

            self._tried(deferred.status, path, look)
            if ready:
                try:
                    return self._tried(deferred.data, path, check)
                except AnswerDeferred:
                    break
        raise FetchError(
            self._of(request, "the publisher has not made the answer yet"), "", "Fetch again later."
        )

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        named = error.wait if isinstance(error, _Transient) else None
        return self._first * 2 ** (state.attempt_number - 1) if named is None else named

    def _of(self, request: PublisherRequest, text: str) -> str:
        """What was found, with the publisher's host and the answer it was about; never with a key."""
        return self.redact(f"{urlsplit(request.url).netloc}, {request.name}: {text}")

    def _once(self, request: PublisherRequest, path: Path, check: Callable[[Path], None]) -> PublisherAnswer:
        self._pacer.wait()
        method, url, content = self._with_key(request)
        try:
            with self._http.stream(method, url, **content) as response:
                began = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                self._require_status(request, response)
                size, digest, sent_digest = _written(response, path, self.redact)
        except httpx.ConnectError as error:
            raise _Transient(
                f"cannot be reached ({self.redact(str(error))})", None, "Is there a network?"
            ) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            reason = self.redact(str(error)) or type(error).__name__
            raise _Transient(f"the answer broke off ({reason})") from None
        except httpx.InvalidURL:
            raise FetchError(self._of(request, "an address that cannot be asked"), "", "") from None
        self._require_body(request, response, path, size)
        if request.sha256 and sent_digest != request.sha256:
            raise _Transient(f"SHA-256 {sent_digest[:12]}…, the publisher's list says {request.sha256[:12]}…")
        try:
            check(path)
        except TruncatedBody as error:
            raise _Transient(f"the answer broke off ({error})") from None
        except FetchError as error:
            raise FetchError(self._of(request, error.found), error.expected, error.remedy) from None
        headers = {name: self.redact(response.headers[name]) for name in _HEADERS if name in response.headers}
        return PublisherAnswer(response.status_code, headers, size, digest, began)

    def _with_key(self, request: PublisherRequest) -> tuple[str, httpx.URL, dict[str, Any]]:
        url = httpx.URL(request.url, params=list(request.query)) if request.query else httpx.URL(request.url)
        body, headers = request.body, dict(request.headers)
        if self._key and request.key_at:
            where, name = request.key_at
            if where == "query":
                url = url.copy_add_param(name, self._key)
            elif where == "header":
                headers[name] = self._key
            else:
                body = {**(body or {}), name: self._key}
        content: dict[str, Any] = {"headers": headers}
        if body is None:
            return "GET", url, content
        return "POST", url, content | {"json": dict(body)}

    def _require_status(self, request: PublisherRequest, response: httpx.Response) -> None:
        status = response.status_code
        if status == 200 or (status == 204 and request.may_be_empty):
            return
        if status == 204:
            raise FetchError(self._of(request, "204, nothing found"), "data", "Is the code one of its codes?")
        if 300 <= status < 400:
            raise self._redirected(request, response)
        sentence = self._sentence(response)
        waits = named_wait(response.headers, sentence)
        if status in _AGAIN or (status == 403 and waits is not None):
            if waits is not None and waits > self._longest:
                raise FetchError(
                    self._of(request, f"{status}, asked to wait {waits / 60:.0f} minutes"),
                    "",
                    "Fetch again then: what is there is kept.",
                )
            raise _Transient(f"{status}{sentence}", waits)
        if status in (401, 403):
            raise self._refused(request, f"{status}{sentence}")
        if status == 413 and _MAKING in sentence:
            raise _Transient(f"{status}{sentence}")
        if status == 413:
            raise FetchError(
                self._of(request, f"413, more than it gives at once{sentence}"), "", "Ask for a shorter span."
            )
        if self._key and _REFUSED_KEY.search(sentence):
            raise self._refused(request, f"{status}{sentence}")
        remedy = "Does the source's settings file ask for what there is?"
        raise FetchError(self._of(request, f"{status}{sentence}"), "200", remedy)

    def _redirected(self, request: PublisherRequest, response: httpx.Response) -> FetchError:
        to = self.redact(response.headers.get("location", ""))
        if "key" in urlsplit(to).path.lower() or "x-datawebapi-keyerror" in response.headers:
            return self._refused(request, f"{response.status_code} to {urlsplit(to).path}")
        found = f"{response.status_code}, sent on to {to or 'no address'}, which is not followed"
        return FetchError(
            self._of(request, found), "data", "If the publisher moved, change url in the settings file."
        )

    def _refused(self, request: PublisherRequest, found: str) -> FetchError:
        named = f"the key in {self._key_name}" if self._key_name else "the request"
        remedy = f"Check {self._key_name}; a new key has to be activated first." if self._key_name else ""
        return FetchError(self._of(request, f"{named} is refused ({found})"), "", remedy)

    def _sentence(self, response: httpx.Response) -> str:
        """What the publisher says of an error, from the beginning of the body."""
        with suppress(httpx.HTTPError):
            text = ""
            for part in self.redact.parts(response.iter_bytes()):
                text += part.decode("utf-8", errors="replace")
                if len(text) > 4000:
                    break
            said = re.findall(r"message=\"([^\"]+)\"", text)  # FRED's errors as XML
            plain = " ".join(re.sub(r"<[^>]+>", " ", said[0] if said else text).split())
            return f": {abridged(self.redact(plain), 200)}" if plain else ""
        return ""

    def _require_body(
        self, request: PublisherRequest, response: httpx.Response, path: Path, size: int
    ) -> None:
        if response.status_code == 204:
            return
        kind = self.redact(response.headers.get("content-type", "")).lower()
        with path.open("rb") as file:
            head = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
        if not size:
            raise FetchError(self._of(request, "an empty answer with status 200"), "data")
        if "html" in kind or head[:1] == b"<" and not any(word in kind for word in request.accepts):
            title = re.search(rb"<title[^>]*>(.*?)</title>", head, re.IGNORECASE | re.DOTALL)
            said = f" (“{title[1].decode('utf-8', 'replace').strip()}”)" if title else ""
            if title and _REFUSED_KEY.search(title[1].decode("utf-8", "replace")):
                raise self._refused(request, f"a page{said}")
            what = (
                f"XML ({abridged(head.decode('utf-8', 'replace'), 60)})" if "xml" in kind else f"a page{said}"
            )
            raise FetchError(self._of(request, f"200 with {what} in place of data"), "data")
        if not any(word in kind for word in request.accepts):
            raise FetchError(
                self._of(request, f"content type {kind or 'not said'}"), " or ".join(request.accepts)
            )
        if not head.startswith(request.begins):
            wanted = " or ".join(repr(one.decode("latin-1")) for one in request.begins)
            raise FetchError(self._of(request, f"an answer that begins {head[:20]!r}"), wanted)


def _written(response: httpx.Response, path: Path, redact: Redactor) -> tuple[int, str, str]:
    """Write the body as it comes, without a key (BEA repeats the request); size and SHA-256 of the file, and
    SHA-256 of what was sent. Compression of the transport is taken off.
    """
    digest, sent, size = hashlib.sha256(), hashlib.sha256(), 0

    def arriving() -> Iterator[bytes]:
        for part in response.iter_bytes():
            sent.update(part)
            yield part

    with path.open("wb") as file:
        for part in redact.parts(arriving()):
            digest.update(part)
            size += file.write(part)
    return size, digest.hexdigest(), sent.hexdigest()
