"""Experiments that share a job: one that cannot be made keeps none of the others, nothing is made twice."""

import json
import re

from tradewinds.settings.run_names import run_name


def test_one_that_cannot_be_begun_keeps_none_of_its_job(laboratory):
    """Of two, one is made but for its manifest, the other has a file where its folder has to be."""
    results = laboratory.results
    other = run_name("quickstart", [*laboratory.overrides, "seed=8"])
    in_the_way = results.parent / other
    in_the_way.touch()
    before = {file: file.stat().st_mtime_ns for file in results.rglob("*.nc")}
    (results / "manifest.json").unlink()
    laboratory.experiment = json.dumps(["quickstart", "quickstart seed=8"])

    def ended(*more):
        return laboratory.run("--snakefile", "workflow/many.smk", "--keep-going", "--retries", "0", *more)

    first = ended()
    said = first.stdout + first.stderr
    assert first.returncode == 1, said
    assert len(re.findall("one after the other", said)) == 1
    assert "\ntradewinds: of 2 experiments 1 made, 1 failed, 0 not begun\n" in first.stderr, said
    assert f"\ntradewinds: failed: {other}\n" in first.stderr
    assert (results / "manifest.json").exists()
    assert {file: file.stat().st_mtime_ns for file in results.rglob("*.nc")} == before

    again = ended("--dry-run")
    said = again.stdout + again.stderr
    assert re.findall(r"^Job \d+: make (.*)$", said, flags=re.MULTILINE) == [other], said
