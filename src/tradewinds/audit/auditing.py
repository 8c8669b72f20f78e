"""The audit: every artifact of an experiment's results against the plan of a checkout."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from tradewinds.audit.artifact_file import ArtifactFile, read_artifact
from tradewinds.audit.asked import AuditedExperiment, experiment_said
from tradewinds.audit.checkout import AuditCheckout
from tradewinds.audit.claims import claims, paper_files, paper_finding
from tradewinds.audit.closed import strangers
from tradewinds.audit.fields import Compared, field_findings
from tradewinds.audit.opened import opened_results
from tradewinds.audit.pages import made_again, not_made_again
from tradewinds.audit.verdict import AuditFinding, AuditVerdict, exit_code
from tradewinds.audit.walk import InputWalk
from tradewinds.errors import AuditError, SettingsError, few_of
from tradewinds.folders import DATA_VARIABLE, data_folder
from tradewinds.plan import Planned, planned_artifacts
from tradewinds.settings.compose import compose_with_files
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.run_names import run_name

AUDIT_COLUMNS = ("artifact", "verdict", "reason")
_ORDER = list(AuditVerdict)


@dataclass
class Audited:
    """What was found: ``name`` of the results, the experiment that they were held against, and ``table``,
    one row an artifact (columns ``AUDIT_COLUMNS``) in the order of the pipeline, what is no artifact last.
    """

    name: str
    table: pd.DataFrame
    notes: list[str] = field(default_factory=list)
    said: AuditedExperiment | None = None
    against: str = ""
    """The checkout that they were held against, in words."""

    @property
    def exit_code(self) -> int:
        return exit_code(self.table["verdict"])


def audit(
    path: Path | str,
    *,
    experiment: str = "",
    overrides: Sequence[str] = (),
    data: Path | str | None = None,
    uncommitted: bool = False,
    pages: bool = False,
) -> pd.DataFrame:
    """The verdict on every file of the results at ``path``, a folder or a zip archive.

    Columns ``artifact`` (its path within the results), ``verdict`` (a value of ``AuditVerdict``) and
    ``reason`` (empty where it is verified and there is nothing to note). ``experiment`` and ``overrides``:
    what the results are held against, else what they say they are of. ``data``: the folder of raw files,
    else that which came with the results, or that of the environment. ``uncommitted``: against a checkout
    whose code, or settings files that the experiment is composed from, has uncommitted changes too.
    ``pages``: pages are made again from the artifacts that they show, which
    takes some seconds. Nothing is written at ``path``. Raises AuditError where there is nothing to audit,
    SettingsError for an experiment that this checkout cannot compose.
    """
    return audited(
        path, experiment=experiment, overrides=overrides, data=data, uncommitted=uncommitted, pages=pages
    ).table


def audited(
    path: Path | str,
    *,
    experiment: str = "",
    overrides: Sequence[str] = (),
    data: Path | str | None = None,
    uncommitted: bool = False,
    pages: bool = False,
    checkout: AuditCheckout | None = None,
) -> Audited:
    """As ``audit``, with notes and what the results were held against."""
    checkout = checkout or AuditCheckout()
    checkout.require()
    if overrides and not experiment:
        raise AuditError(f"overrides ({' '.join(overrides)}) without an experiment", "--experiment NAME too")
    with opened_results(Path(path)) as opened:
        said = (
            AuditedExperiment(experiment, tuple(overrides)) if experiment else experiment_said(opened.folder)
        )
        settings, composed_of = _composed(checkout, said, opened.source)
        if not uncommitted:
            checkout.require_committed(composed_of)
        name = run_name(said.experiment, sorted(said.overrides))
        folder = Path(data) if data is not None else opened.brought or folder_of_raw_files(checkout)
        with _data_in(folder):
            planned = planned_artifacts(
                settings, checkout.code(), lambda one: os.path.lexists(opened.folder / one), name
            )
        found = held_against(opened.folder, planned, checkout, folder, pages)
        for stray, finding in opened.refused.items():
            found.table.loc[len(found.table)] = [stray, str(finding.verdict), str(finding)]
        found.name, found.said, found.against = name, said, checkout.named(composed_of)
        return found


def _composed(
    checkout: AuditCheckout, said: AuditedExperiment, source: Path | None
) -> tuple[AnyExperiment, set[Path]]:
    """The settings that results are held against, and the files that they are composed from: the checkout's,
    never those of the ``source`` that came along, which a forger may have written.
    """
    try:
        return compose_with_files(checkout.configs, said.experiment, sorted(said.overrides))
    except SettingsError as error:
        theirs = source / checkout.configs.name if source else checkout.configs
        names = [one.relative_to(theirs) for one in sorted(theirs.rglob("*.yaml")) if one.is_file()]
        lacks = [f"{theirs.name}/{name}" for name in names if not (checkout.configs / name).exists()]
        if not lacks:
            raise
        remedy = f"In source/ came {few_of(lacks)}: read them, and copy them into {checkout.root}."
        raise AuditError(error.found, "settings that this checkout has", remedy) from error


def folder_of_raw_files(checkout: AuditCheckout) -> Path:
    """The folder of a user's raw files (``data_folder``): that of the checkout where none is named, and the
    working directory has none.
    """
    folder = data_folder()
    return folder if folder.is_absolute() or folder.is_dir() else checkout.root / folder


@contextmanager
def _data_in(folder: Path) -> Iterator[None]:
    """Stages look for raw files in the folder that the environment names."""
    before = os.environ.get(DATA_VARIABLE)
    os.environ[DATA_VARIABLE] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(DATA_VARIABLE)
        os.environ.update({} if before is None else {DATA_VARIABLE: before})


def held_against(
    results: Path, planned: list[Planned], checkout: AuditCheckout, data: Path, pages: bool = False
) -> Audited:
    """Every file of ``results`` against what is planned; ``pages`` as of ``audit``."""
    files = {one.path: read_artifact(results, one.path) for one in planned}
    found: dict[str, list[AuditFinding]] = {one.path: [] for one in planned}
    walk = InputWalk(results, data, files)
    for path, finding in [
        *claims(results, planned, files),
        *(made_again(results, planned, files) if pages else ()),
    ]:
        found[path].append(finding)
    for one in planned:
        found[one.path] += _of_itself(one, files[one.path], walk, checkout)
        walk.note(one.path, _worst(found[one.path]))
        rests = walk.rests_on(one)
        found[one.path] += [rests] if rests else []
    papers = paper_files(results, files)
    for name, sha in papers.items():
        bad = paper_finding(results, name, sha)
        found.setdefault(name, []).extend([bad] if bad else [])
    known = {*found, *(name for one in planned for name in one.inputs)}
    strange, left = strangers(results, known)
    rows = [_row(path, findings) for path, findings in found.items()]
    rows += [_row(name, [finding]) for name, finding in strange.items()]
    notes = [f"{kind} ({count}): nothing is read of them" for kind, count in left.items()]
    notes += not_made_again(planned) if pages else []
    return Audited(results.name, pd.DataFrame(rows, columns=list(AUDIT_COLUMNS)), notes)


def _of_itself(
    planned: Planned, file: ArtifactFile, walk: InputWalk, checkout: AuditCheckout
) -> list[AuditFinding]:
    if not file.document:
        return [file.finding or AuditFinding(AuditVerdict.untraceable, "file", "it says nothing of itself")]
    found = [file.finding] if file.finding else []
    if file.document.get("values") != file.values:
        changed = "its contents are not those that it was written with"
        found.append(AuditFinding(AuditVerdict.tampered, "values", changed))
    if planned.unknown:
        found.append(AuditFinding(AuditVerdict.untraceable, "data", planned.unknown))
    here = bool(planned.unknown) or walk.data_here(planned)
    found += field_findings(Compared(file.document, planned, checkout.versions, here))
    return [*found, *walk.findings(planned)]


def _worst(findings: list[AuditFinding]) -> AuditVerdict:
    return max((one.verdict for one in findings), key=_ORDER.index, default=AuditVerdict.verified)


def _row(path: str, findings: list[AuditFinding]) -> dict[str, str]:
    """The worst of what was found first, notes only where nothing is wrong; what rests on another artifact is
    said once.
    """
    wrong = [one for one in findings if one.verdict != AuditVerdict.verified]
    by_weight = sorted(wrong or findings, key=lambda one: -_ORDER.index(one.verdict))
    reason = "; ".join(dict.fromkeys(map(str, by_weight)))
    return dict(zip(AUDIT_COLUMNS, (path, str(_worst(findings)), reason), strict=True))
