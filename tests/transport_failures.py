"""How any publisher's answer can fail to arrive: what a server replies, and words of the one line on it."""

from collections.abc import Callable

from loopback import Answerer, Asked, Reply, page

Failure = tuple[Callable[[Asked, Answerer], Reply], str]

TRANSPORT: dict[str, Failure] = {
    "a page that answers 200": (lambda a, r: page("Maintenance"), "200 with a page (“Maintenance”)"),
    "sent on": (lambda a, r: Reply(302, headers={"Location": "/elsewhere"}), "sent on to /elsewhere"),
    "204": (lambda a, r: Reply(204), "204, nothing found"),
    "400": (lambda a, r: Reply(400, b"wrong parameter", "text/plain"), "400: wrong parameter"),
    "413": (lambda a, r: Reply(413), "413, more than it gives at once"),
    "429 to the end": (lambda a, r: Reply(429), "429"),
    "429 for hours": (lambda a, r: Reply(429, headers={"Retry-After": "7200"}), "wait 120 minutes"),
    "502 to the end": (lambda a, r: page("Bad Gateway", 502), "502: Bad Gateway"),
    "dropped to the end": (lambda a, r: Reply(drop=True), "broke off"),
    "an empty 200": (lambda a, r: Reply(kind=r(a).kind), "an empty answer"),
    "broken in transfer": (
        lambda a, r: Reply(content=r(a).content[:40], kind=r(a).kind, length=99_999),
        "broke off",
    ),
    "another content type": (
        lambda a, r: Reply(content=r(a).content, kind="image/png"),
        "content type image",
    ),
    "another beginning": (
        lambda a, r: Reply(content=b"#?" + r(a).content, kind=r(a).kind),
        "an answer that begins",
    ),
}
