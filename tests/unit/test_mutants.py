"""What `make mutants` and `make mistakes` read: modules that are there, with tests that are there."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
sys.path.insert(0, str(TOP / "tests" / "mutants"))
from mistakes import mistakes  # noqa: E402

GUARDED = tomllib.loads((TOP / "tests" / "mutants" / "guarded.toml").read_text(encoding="utf-8"))


def test_every_module_that_is_guarded_and_every_test_of_it_is_there():
    assert len(GUARDED) > 15
    for module, tests in GUARDED.items():
        assert (TOP / "src" / "tradewinds" / module).is_file(), module
        assert tests and all((TOP / "tests" / "unit" / name).is_file() for name in tests), module


def test_the_contributors_page_counts_survivors_of_every_module():
    page = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [module for module in GUARDED if f"| `{module}` |" not in page] == []


@pytest.mark.slow
def test_every_mistake_can_be_made_and_is_one():
    every = list(mistakes())
    assert len(every) == len(set(every)) > 99
    for one in every:
        source = (TOP / "src" / "tradewinds" / one.module).read_text(encoding="utf-8")
        assert one.old in source, one
        made = one.made(source)
        assert ast.dump(ast.parse(made)) != ast.dump(ast.parse(source)), one
        assert all((TOP / "tests" / "unit" / name).is_file() for name in one.tests), one
