"""Pages made again from the artifacts that they show: does every statement, and every picture, follow?

A page's hash vouches for its text, not for its numbers. Whoever edits a sentence or a picture and computes
the hashes of page, table and list again is found here, as long as the artifacts behind it are as they were.
"""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.artifacts import read_page, read_table, read_tree
from tradewinds.audit.artifact_file import ArtifactFile
from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.carried_provenance import read_provenance
from tradewinds.errors import abridged, few_of
from tradewinds.plan import Planned
from tradewinds.provenance import DISTRIBUTIONS, RAW
from tradewinds.report.page.set_again import pictures_of
from tradewinds.values import hash_table

NOT_MADE_AGAIN = {
    "report_sweep": "it shows what its jobs took, which no artifact has",
    "build_explorer": "it computes in the browser, from facts and weights that lie in it",
}
"""Stage → why its page is not made again."""
_READERS = {".parquet": read_table, ".nc": read_tree}


def layouts() -> dict[str, Any]:
    """Stage → the layout of its page, of those that are made from artifacts and settings alone."""
    from tradewinds.report.calibration.page import CALIBRATION_PAGE
    from tradewinds.report.checks.page import CHECKS_PAGE
    from tradewinds.report.economy_rule.page import ECONOMY_RULE_PAGE
    from tradewinds.report.equilibrium.page import EQUILIBRIUM_PAGE
    from tradewinds.report.experiment.page import REPORT_PAGE  # in here: Matplotlib, where pages are made
    from tradewinds.report.optimum.page import OPTIMUM_PAGE
    from tradewinds.report.sbc.page import SIMULATED_FITS_PAGE
    from tradewinds.report.sensitivity.page import SENSITIVITY_PAGE

    return {
        "report": REPORT_PAGE,
        "report_checks": CHECKS_PAGE,
        "report_calibration": CALIBRATION_PAGE,
        "report_economy_rule": ECONOMY_RULE_PAGE,
        "report_equilibrium": EQUILIBRIUM_PAGE,
        "report_optimum": OPTIMUM_PAGE,
        "report_ranks": SIMULATED_FITS_PAGE,
        "report_sensitivity": SENSITIVITY_PAGE,
    }


def not_made_again(planned: list[Planned]) -> list[str]:
    """A note on each page that is there and of which ``made_again`` says nothing."""
    return [
        f"{one.path} was not made again: {NOT_MADE_AGAIN[one.stage]}"
        for one in planned
        if one.stage in NOT_MADE_AGAIN and one.path.endswith(".html")
    ]


def made_again(
    results: Path, planned: list[Planned], files: dict[str, ArtifactFile]
) -> Iterator[tuple[str, AuditFinding]]:
    """Pages and their tables that say other than what their artifacts have → what they say. Only pages of
    this checkout's code and settings, of artifacts that are intact, are made again: others have a verdict
    already.
    """
    known = layouts()
    for one in planned:
        table = str(Path(one.path).with_suffix(".parquet"))
        if not one.page or one.stage not in known or not _current(one, table, files):
            continue
        try:
            made = _rendered(known[one.stage], results, one)
        except Exception as error:  # of whatever part of the report; a page was made of these once
            found = f"no page can be made of what it was made from ({type(error).__name__})"
            yield table, AuditFinding(AuditVerdict.tampered, "page", found)
            continue
        if hash_table(made.summary, {}) != files[table].values:
            other = _difference(read_table(results / table), made.summary)
            found = f"it says other than what it was made from: {other}"
            for name in (one.path, table):
                yield name, AuditFinding(AuditVerdict.tampered, "page", found)
        elif one.path in files and files[one.path].intact and _drawn_alike(files[one.path].document):
            then, now = pictures_of(read_page(results / one.path)), pictures_of(made.html)
            if then != now:
                exchanged = [
                    str(at) for at, pair in enumerate(zip(then, now, strict=False), 1) if len({*pair}) > 1
                ]
                which = few_of(exchanged) or "not as many"
                found = f"it shows other pictures than what it was made from: {which}"
                yield one.path, AuditFinding(AuditVerdict.tampered, "page", found)


def _current(one: Planned, table: str, files: dict[str, ArtifactFile]) -> bool:
    if table not in files or not files[table].intact:
        return False
    document = files[table].document
    needed = [name for name in one.inputs if not name.startswith(RAW)]
    return (document.get("code"), document.get("settings")) == (one.code, one.settings) and all(
        name in files and files[name].intact for name in needed
    )


def _drawn_alike(document: dict[str, Any]) -> bool:
    """Whether the packages that drew a page's pictures are those that are here."""
    packages: Any = document.get("packages")
    if not isinstance(packages, dict):
        return False
    try:
        return all(version(DISTRIBUTIONS.get(str(one), str(one))) == told for one, told in packages.items())
    except (PackageNotFoundError, ValueError):  # a name of no package, or of none at all
        return False


def _rendered(layout: Any, results: Path, one: Planned) -> Any:
    """The page, as its stage makes it."""
    documents: list[dict[str, Any]] = []
    found: dict[str, dict[str, Any]] = {}
    for of, paths in one.named.items():
        for path in paths:
            documents.append({"path": path, "input": of, **read_provenance(results / path)})
            suffix = Path(path).suffix
            if suffix in _READERS:
                found.setdefault(of, {})[Path(path).parent.name] = _READERS[suffix](results / path)
    return layout.render(one.settings, documents, found)


def _difference(then: pd.DataFrame, now: pd.DataFrame) -> str:
    """The first statements that differ."""
    if len(then) != len(now):
        return f"{len(then)} statements, where there are {len(now)}"
    other = [
        f"“{abridged(a, 60)}”, where there is “{abridged(b, 60)}”"
        for a, b in zip(then["text"], now["text"], strict=True)
        if a != b
    ]
    return few_of(other) or "numbers behind the same statements"
