"""results/README.md names files that the workflow makes, and its Python can be read."""

import re
from pathlib import Path

from tradewinds.settings.stages import STAGES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "results" / "README.md").read_text(encoding="utf-8")


def made() -> list[re.Pattern]:
    """What the stages declare that they make, with anything in place of a wildcard."""
    paths = [path for stage in STAGES.values() for path in stage.artifacts.values()]
    return [re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))) for path in paths]


def test_every_file_that_is_named_is_one_that_is_made():
    table = re.findall(r"`([\w/{},]+\.(?:parquet|nc|html|json))`", PAGE.split("## Tables")[0])
    read = re.findall(r"results/quickstart/([\w/]+\.(?:parquet|nc))", PAGE)
    outputs = made()
    whole = [path for path in [*table, *read] if "/" in path or path == "manifest.json"]
    assert len(whole) > 10
    for path in whole:
        one = re.sub(r"\{(\w+),[\w,]*\}", r"\1", path)
        assert any(pattern.fullmatch(one) for pattern in outputs), path


def test_its_python_compiles():
    blocks = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        compile(block, "results/README.md", "exec")
