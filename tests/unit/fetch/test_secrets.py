"""Keys in what publishers send back, and where keys may be sent to."""

import hashlib
import json

import pytest
from loopback import KEY, Publisher, Reply

from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch.checks import json_body, rows_of_lists
from tradewinds.fetch.client import FetchClient
from tradewinds.fetch.pace import Pacer
from tradewinds.fetch.request import PublisherRequest
from tradewinds.fetch.secrets import Redactor, require_keys
from tradewinds.settings.schema import validated
from tradewinds.settings.source import SourceSettings

PIECES = [piece for start in range(len(KEY) - 3) if not (piece := KEY[start : start + 4]).isdigit()]
"""Of figures alone none: the port of the publisher, which a refusal names, may hold them."""


@pytest.fixture
def download(tmp_path):
    """One answer, fetched with a key into ``answer``, by a client that tries once."""

    def downloaded(reply: Reply, check=lambda path: None, **more):
        client = FetchClient(Pacer(60_000), KEY, "THE_KEY", attempts=1, first_wait=0.001)
        with Publisher(lambda asked: reply).serving() as publisher:
            try:
                request = PublisherRequest("one.json", publisher.url, key_at=("query", "key"), **more)
                return client.download(request, tmp_path / "answer", check)
            finally:
                client.close()

    return downloaded


def test_no_check_sees_a_key_and_a_refused_answer_is_dropped(download, tmp_path):
    seen = []

    def refused(path):
        seen.append(path.read_text())
        raise FetchError("no")

    with pytest.raises(FetchError):
        download(Reply(content=json.dumps({"key": KEY}).encode()), refused)
    assert seen == ['{"key": "[key]"}'] and not list(tmp_path.iterdir())


def test_an_answer_that_breaks_off_inside_a_key_leaves_nothing(download, tmp_path):
    whole = b'{"key": "' + KEY.encode()[:20]
    with pytest.raises(FetchError, match="broke off"):
        download(Reply(content=whole, length=500))
    assert not list(tmp_path.iterdir())


def test_size_and_hash_are_those_of_the_file_and_the_listed_hash_that_of_what_came(download, tmp_path):
    sent = json.dumps({"key": KEY}).encode()
    answer = download(Reply(content=sent), sha256=hashlib.sha256(sent).hexdigest())
    kept = (tmp_path / "answer").read_bytes()
    assert kept == b'{"key": "[key]"}'
    assert (answer.bytes, answer.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


@pytest.mark.slow
@pytest.mark.parametrize("before, after", [(5, 0), (95, 120), (400, 35), (3990, 0), (65_520, 40)])
def test_no_part_of_a_key_stands_in_what_a_refusal_says(download, before, after):
    """Wherever the key lies in it, across the first 100 characters or the last that are read."""
    said = "x" * before + KEY + "y" * after
    for status in (400, 500):
        with pytest.raises(FetchError) as caught:
            download(Reply(status, said.encode(), "text/plain"))
        assert not [piece for piece in PIECES if piece in str(caught.value)]


@pytest.mark.parametrize("before, after", [(0, 0), (40, 80), (90, 10)])
def test_no_part_of_a_key_stands_in_what_is_said_of_another_shape(download, before, after):
    def checked(path):
        rows_of_lists(json_body(path), [])

    with pytest.raises(FetchError, match="another shape") as caught:
        download(Reply(content=json.dumps(["x" * before + KEY + "y" * after]).encode()), checked)
    assert not [piece for piece in PIECES if piece in str(caught.value)]


def test_no_part_of_a_key_stands_in_what_is_said_of_a_wrong_beginning(download):
    with pytest.raises(FetchError, match="an answer that begins") as caught:
        download(Reply(content=b"x" + KEY.encode()))
    assert not [piece for piece in PIECES if piece in str(caught.value)]


@pytest.mark.parametrize("size", [1, 3, 7, 34, 35, 36, 1000])
def test_a_key_is_found_where_parts_of_a_body_share_it(size):
    body = f"before {KEY} and {KEY}{KEY} after".encode()
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    assert b"".join(Redactor(KEY).parts(parts)) == b"before [key] and [key][key] after"
    assert b"".join(Redactor(None).parts(parts)) == body


@pytest.mark.parametrize("written", ['"a/b&c"', r"a\/b&c", "a/b&amp;c", "a%2Fb%26c", "a/b%26c"])
def test_a_key_is_found_as_json_pages_and_addresses_write_it(written):
    assert "[key]" in Redactor("a/b&c")(written)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.org/v2",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org",
        "ftp://x",
        "",
    ],
)
def test_keys_are_sent_over_https_alone(url):
    with pytest.raises(SettingsError, match="an address that begins with https://"):
        validated(SourceSettings, settings(url))


@pytest.mark.parametrize(
    "url", ["https://api.example.org/v2", "http://127.0.0.1:8000/v2", "http://localhost"]
)
def test_https_and_this_machine_are_asked(url):
    assert validated(SourceSettings, settings(url)).url == url


def settings(url: str) -> dict[str, str]:
    texts = ("reader", "publisher", "dataset", "licence")
    return dict.fromkeys(texts, "x") | {"reader": "bls", "file": "x.parquet", "url": url}


def test_all_keys_that_are_missing_are_named_at_once():
    first, second = (
        SourceSettings(
            reader="fred", publisher=name, dataset="", licence="", file="x.parquet", url="https://x.org",
            key=f"{name}_KEY", register=f"https://{name}.org",
        )
        for name in ("A", "B")
    )  # fmt: skip
    with pytest.raises(FetchError, match="2 keys are missing: A_KEY of A, B_KEY of B.*https://B.org"):
        require_keys([first, second, first], {"OTHER": "1", "B_KEY": " "})
    require_keys([first, second], {"B_KEY": "x"})
