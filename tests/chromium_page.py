"""What a headless browser finds on a page that writes its result into the element ``result``."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="neither chromium nor google-chrome is installed"
)
_RESULT = re.compile(r'<pre id="result">(.*?)</pre>', re.DOTALL)


def opened(page: Path, address: str = "", width: int = 1366) -> str:
    """The page's elements as they are once its scripts have come to rest; ``address``: a query and what follows."""
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900",
        "--virtual-time-budget=60000", "--dump-dom", f"{page.as_uri()}{address}",
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout


def result_of(page: Path, address: str = "", width: int = 1366) -> Any:
    """The JSON that the page has written; fails where it has not come to an end."""
    found = _RESULT.search(opened(page, address, width))
    assert found, "the page has written no result"
    return json.loads(html.unescape(found[1]))


def run_script(script: str, path: Path) -> Any:
    """What ``result()`` returns, which the script defines."""
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><pre id="result"></pre><script>{script}</script><script>'
        'document.getElementById("result").textContent = JSON.stringify(result());</script>',
        encoding="utf-8",
    )
    return result_of(path)
