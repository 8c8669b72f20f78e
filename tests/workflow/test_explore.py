"""The explorer, built by the real workflow on quickstart shrunk to seconds."""

import json

import pytest

pytestmark = pytest.mark.slow


def test_the_explorer_is_asked_for_and_follows_from_the_results(laboratory):
    page, facts = (
        laboratory.results / "report" / "explorer.html",
        laboratory.results / "explorer" / "facts.json",
    )
    assert not page.exists()
    laboratory.done("explore")
    found = json.loads(facts.read_text(encoding="utf-8"))
    assert found["reason"] == "" and found["draws"] == 10 and found["bytes"] > 0
    assert f"result {found['result']}" in page.read_text(encoding="utf-8")
    laboratory.done("audit")
    assert laboratory.would_run("explore") == set()
    facts.write_text(
        facts.read_text(encoding="utf-8").replace('"draws": 10', '"draws": 11'), encoding="utf-8"
    )
    assert laboratory.run("audit").returncode != 0
