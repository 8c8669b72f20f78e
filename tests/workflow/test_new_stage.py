"""The recipe of a stage in CONTRIBUTING.md, followed in a copy of the checkout."""

import re
from pathlib import Path

import pandas as pd
import pytest
from changes import edit, jobs
from test_audit import audit

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
DESCRIBE = {"describe the table of sectors", "describe the table of national"}
REPORT = {"write the report of", "list the artifacts of"}


def recipe():
    """Path → what the recipe puts at its end."""
    (text,) = re.findall(r"^\*\*A stage\.\*\*.*?(?=^\*\*)", CONTRIBUTING.read_text(), flags=re.M | re.S)
    return dict(re.findall(r"^```python\n# (\S+)\n(.*?)^```", text, flags=re.M | re.S))


@pytest.fixture
def described(laboratory):
    """A finished run of a checkout that had no such stage, with it."""
    for name, code in recipe().items():
        path = laboratory.folder / name
        before = path.read_text() + "\n\n" if path.exists() else ""
        path.write_text(before + code)
    return laboratory


def test_it_touches_few_files():
    """The script and the text of the report beside."""
    assert len(recipe()) + 2 <= 6


def test_it_runs_is_audited_and_runs_again_when_its_code_changes(described):
    assert jobs(described) == DESCRIBE | REPORT
    described.done()
    found = pd.read_parquet(described.results / "prepare" / "sectors" / "moments.parquet")
    assert list(found["variable"])[:2] == ["price", "tariff"] and (found["std"] > 0).all()
    assert "prepare/sectors/moments.parquet" in (described.results / "manifest.json").read_text()
    assert audit(described)[0] == 0
    edit(described, "src/tradewinds/data/moments.py", '"std"', '"var"')
    assert jobs(described) == DESCRIBE | REPORT
    status, line = audit(described)
    assert status != 0 and line.startswith("prepare/sectors/moments.parquet is stale (code: ")
