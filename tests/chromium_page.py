"""What a headless browser finds on a page that writes its result into the element ``result``."""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="neither Chromium nor Google Chrome is here")
_PATIENCE = 240.0
"""Seconds that a page may take."""


def result_of(page: Path, address: str = "", width: int = 1366) -> Any:
    """The JSON that the page has written, once it has; fails where it does not come to an end. ``address``: a
    query and what follows it.
    """
    told, until = "", time.monotonic() + _PATIENCE
    with Tab(page, address, width) as tab:
        while not told and time.monotonic() < until:
            told = tab.value("document.getElementById('result')?.textContent ?? ''")
            time.sleep(0.05)
    assert told, "the page has written no result"
    return json.loads(told)


def run_script(script: str, path: Path) -> Any:
    """What ``result()`` returns, which the script defines."""
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><pre id="result"></pre><script>{script}</script><script>'
        'document.getElementById("result").textContent = JSON.stringify(result());</script>',
        encoding="utf-8",
    )
    return result_of(path)


_ON_PIPES = """
import fcntl, os, sys
ours = [fcntl.fcntl(int(name), fcntl.F_DUPFD_CLOEXEC, 10) for name in sys.argv[1:3]]
os.dup2(ours[0], 3)
os.dup2(ours[1], 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""The browser reads from its file 3 and writes to 4."""


class Tab:
    """A page in a headless browser in real time, spoken to over a pipe (Chrome DevTools Protocol)."""

    def __init__(self, page: Path, address: str = "", width: int = 1366, height: int = 900) -> None:
        command = [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--remote-debugging-pipe", f"--window-size={width},{height}", "about:blank",
        ]  # fmt: skip
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _ON_PIPES, str(theirs_in), str(theirs_out), *command],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._rest, self._number, self._session = b"", 0, ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.navigate", url=f"{page.as_uri()}{address}")
        while not self.value("location.protocol === 'file:' && document.readyState === 'complete'"):
            time.sleep(0.05)

    def value(self, expression: str) -> Any:
        """Of an expression in the page, awaited where it is a promise."""
        found = self._call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def photographed(self) -> bytes:
        """What the window shows now, as PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._rest:
                more = os.read(self._in, 1 << 20)
                assert more, "the browser has ended"
                self._rest += more
            text, _, self._rest = self._rest.partition(b"\0")
            answer = json.loads(text)
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def __enter__(self) -> "Tab":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        os.close(self._in)
        os.close(self._out)
