"""The audit as it is given: on a command line, with the experiment that results say they are of."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from invented_results import InventedResults
from tampering import LIST, TABLE, forged, put, remove, says

from tradewinds.artifacts import read_json, write_json
from tradewinds.audit import AUDIT_COLUMNS, EXIT_CODES, Audited, AuditVerdict, audit, exit_code
from tradewinds.audit.__main__ import audit_command
from tradewinds.audit.auditing import folder_of_raw_files
from tradewinds.audit.checkout import AuditCheckout
from tradewinds.audit.told import audit_summary, told
from tradewinds.carried_provenance import read_provenance
from tradewinds.errors import AuditError, SettingsError
from tradewinds.plan import planned_artifacts
from tradewinds.settings.compose import compose_any
from tradewinds.settings.run_names import run_name
from tradewinds.uncommitted import Uncommitted
from tradewinds.values import hash_bytes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def walk(checkout, code, tmp_path_factory):
    """Of ``random_walk`` as it is shipped, with seed 7."""
    settings = compose_any(checkout.configs, "random_walk", ["seed=7"])
    name = run_name("random_walk", ["seed=7"])
    planned = planned_artifacts(settings, code, lambda path: False, name)
    found = InventedResults(tmp_path_factory.mktemp("walk") / name, Path("none"), planned, checkout)
    found.make()
    path = found.results / LIST
    document = {key: value for key, value in read_provenance(path).items() if key != "values"}
    request = {"experiment": "random_walk", "overrides": ["seed=7"]}
    write_json(read_json(path) | {"request": request}, path, document)
    return found


@pytest.fixture
def own(walk, tmp_path):
    shutil.copytree(walk.results, tmp_path / walk.results.name)
    return InventedResults(tmp_path / walk.results.name, walk.data, walk.planned, walk.checkout)


def test_results_say_what_they_are_of_and_are_held_against_that(walk, capsys):
    assert audit_command([str(walk.results), "--uncommitted"]) == 0
    said = capsys.readouterr().out
    assert "held against random_walk under seed=7, as manifest.json says, of" in said
    assert said.endswith("all 9 artifacts follow from their inputs, settings, code and seed.\n")
    assert said.count("\nverified ") + said.startswith("verified ") == 9


def test_another_experiment_than_it_says_is_no_way_out(walk):
    """Whoever changes what results say they are of finds all of them to be made for another."""
    table = audit(walk.results, experiment="random_walk", overrides=["seed=8"], uncommitted=True)
    assert not (table["verdict"] == "verified").any()
    assert table["reason"].str.contains("made for random_walk").all()


def test_without_its_list_overrides_have_to_be_said(own):
    remove(LIST)(own)
    with pytest.raises(AuditError, match="nothing here says which"):
        audit(own.results, uncommitted=True)
    table = audit(own.results, experiment="random_walk", overrides=["seed=7"], uncommitted=True)
    assert set(table.loc[table["verdict"] != "verified", "artifact"]) == {LIST}


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"request": 1}', b'{"request": {"experiment": "../x"}}'])
def test_a_list_that_says_nothing_is_passed_over(own, content):
    put(LIST, content)(own)
    with pytest.raises(AuditError, match="nothing here says which"):
        audit(own.results, uncommitted=True)


def test_an_experiment_that_is_not_here_is_one_line(walk, capsys):
    with pytest.raises(SettingsError):
        audit(walk.results, experiment="../../etc/passwd", uncommitted=True)
    assert audit_command([str(walk.results), "--experiment", "walks", "--uncommitted"]) == 2
    assert capsys.readouterr().err.startswith("tradewinds: experiment = 'walks'; expected one of")


def test_the_table_is_written_elsewhere_alone(own, tmp_path, capsys):
    forged()(own)
    place = tmp_path / "verdicts.parquet"
    assert audit_command([str(own.results), "--uncommitted", "--table", str(place)]) == 3
    found = pd.read_parquet(place)
    assert list(found) == ["artifact", "verdict", "reason"] and len(found) == 9
    assert set(found["verdict"]) <= set(AuditVerdict)
    for inside in (own.results / "v.parquet", own.results / ".." / own.results.name / "v.parquet"):
        assert audit_command([str(own.results), "--uncommitted", "--table", str(inside)]) == 2
    assert "does not lie in" in capsys.readouterr().err and not (own.results / "v.parquet").exists()


def test_a_worse_verdict_decides_how_it_ends(own, capsys):
    says(python="")(own)
    assert audit_command([str(own.results), "--uncommitted"]) == 1
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines() if TABLE in line]
    assert rows[0] == "tampered"
    ends = {code: exit_code(["verified", *worse]) for code, worse in enumerate(([], ["untraceable"]))}
    assert ends == {0: 0, 1: 1}
    assert exit_code(["stale", "not checked"]) == 3 and exit_code(["not checked", "verified"]) == 4
    assert exit_code(["stale", "tampered"]) == 1 and set(EXIT_CODES) == {0, 1, 2, 3, 4}


def test_raw_files_are_found_from_whatever_folder_the_command_is_given_in(tmp_path, monkeypatch):
    checkout, elsewhere = AuditCheckout(tmp_path / "clone"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.delenv("TRADEWINDS_DATA", raising=False)
    monkeypatch.chdir(elsewhere)
    assert folder_of_raw_files(checkout) == tmp_path / "clone" / "data"
    (elsewhere / "data").mkdir()
    assert folder_of_raw_files(checkout).resolve() == elsewhere / "data"
    monkeypatch.setenv("TRADEWINDS_DATA", "/named")
    assert folder_of_raw_files(checkout) == Path("/named")


def test_a_folder_of_data_that_is_not_there_is_one_line(own, capsys):
    assert audit_command([str(own.results), "--uncommitted", "--data", "nowhere"]) == 2
    assert capsys.readouterr().err == (
        "tradewinds: --data nowhere is no folder that is there; expected a folder of raw files\n"
    )


@pytest.mark.parametrize("letters", ["ascii", "latin-1", "cp1252"])
def test_it_is_said_on_any_terminal(own, letters):
    """A reason may have letters that an old terminal lacks."""
    put("Zölle “…”.txt", b"")(own)
    command = [sys.executable, "-m", "tradewinds.audit", str(own.results), "--uncommitted"]
    environment = os.environ | {"PYTHONIOENCODING": letters}
    ended = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert ended.returncode == 1 and not ended.stderr
    assert b"of 10 files 9 verified, 1 untraceable." in ended.stdout


def test_names_move_no_cursor(own):
    put("\x1b[2Ka\n.md", b"")(own)
    said = told(own.audited())
    assert "\x1b" not in said and "\\x1b[2Ka\\n.md" in said
    assert "of 10 files 9 verified, 1 untraceable." in audit_summary(own.audited())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: FOLDER|ZIP"),
        (["a", "--no"], "unrecognized arguments: --no"),
    ],
)
def test_arguments_that_cannot_be_read_end_in_one_line(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        audit_command(arguments)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told == f"tradewinds: {said}. `python -m tradewinds.audit --help` says what it takes.\n"


def test_help_says_how_it_ends(capsys):
    with pytest.raises(SystemExit):
        audit_command(["--help"])
    said = capsys.readouterr().out
    assert all(f"  {code}  {meaning}" in said for code, meaning in EXIT_CODES.items())


def test_files_that_may_not_be_read_are_named(own, monkeypatch):
    """By another user: files, and a folder, without a right to them."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    results = place / "walk"
    shutil.copytree(own.results, results)
    (results / TABLE).chmod(0)
    (results / "report").chmod(0)
    of = InventedResults(results, own.data, own.planned, own.checkout)
    was_root = os.geteuid() == 0
    try:
        of.audited()  # all that is imported late is
        if was_root:
            os.seteuid(65534)
        found = of.verdicts()
    finally:
        if was_root:
            os.seteuid(0)
        (results / "report").chmod(0o755)
        shutil.rmtree(place)
    assert found[TABLE][0] == "untraceable" and "cannot be read" in found[TABLE][1]
    assert found["report/index.html"][0] == found["report"][0] == "untraceable"


@pytest.fixture
def repository(tmp_path):
    """A checkout under git, with one commit."""
    for name in ("src/tradewinds/a.py", "workflow/scripts/a.py", "configs/a.yaml", "results/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("a = 1\n")
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", tmp_path, *command], check=True)
    return tmp_path


def test_changes_of_what_a_result_is_made_from_are_refused_and_named(repository):
    checkout = AuditCheckout(repository)
    checkout.require()
    checkout.require_committed()
    assert checkout.named().startswith("commit ") and checkout.named().endswith(f"in {repository}")
    used = [repository / "configs/a.yaml"]
    for name in ("src/tradewinds/a.py", "src/tradewinds/new.py", "workflow/new.py", "configs/a.yaml"):
        before = (repository / name).read_text() if (repository / name).exists() else None
        (repository / name).write_text("b = 1\n")
        with pytest.raises(AuditError, match=f"1 uncommitted changes in .*{name}.*--uncommitted"):
            AuditCheckout(repository).require_committed(used)
        assert AuditCheckout(repository).named(used).endswith(", with uncommitted changes")
        (repository / name).unlink() if before is None else (repository / name).write_text(before)


def test_changes_of_files_that_a_result_does_not_use_are_no_matter(repository):
    used = [repository / "configs/mine.yaml"]
    for name in ("results/y.txt", "notes.txt", "configs/other.yaml", "configs/a.yaml"):
        (repository / name).write_text("b = 1\n")
    AuditCheckout(repository).require_committed(used)
    assert AuditCheckout(repository).named(used).endswith(f"in {repository}")
    (repository / "configs/a.yaml").unlink()
    AuditCheckout(repository).require_committed(used)


def test_settings_of_the_users_own_are_named_with_their_hash(repository):
    mine = repository / "configs/mine.yaml"
    mine.write_text("b = 1\n")
    checkout = AuditCheckout(repository)
    checkout.require_committed([mine])
    sha = hash_bytes(b"b = 1\n")
    assert checkout.uncommitted([mine]) == Uncommitted((), {"configs/mine.yaml": sha})
    said = checkout.named([mine])
    assert said.endswith(f"settings that no commit has: configs/mine.yaml (SHA-256 {sha[:12]}…)")
    subprocess.run(["git", "-C", repository, "add", "configs/mine.yaml"], check=True)
    assert AuditCheckout(repository).uncommitted([mine]).own == {"configs/mine.yaml": sha}


def test_settings_that_came_along_are_named_and_not_believed(own):
    """The plan is this checkout's: a reviewer copies what she has read."""
    said = read_json(own.results / "manifest.json")
    document = {
        key: of for key, of in read_provenance(own.results / "manifest.json").items() if key != "values"
    }
    request = {"experiment": "mine", "overrides": []}
    write_json(said | {"request": request}, own.results / "manifest.json", document)
    sent = own.results.parent / "sent"
    shutil.move(own.results, sent / "results" / "mine")
    source = sent / "source/configs"
    for name in ("experiment/mine.yaml", "experiment/quickstart.yaml", "data/mine.yaml"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("# @package _global_\n")
    found = "experiment = 'mine'.* In source/ came configs/data/mine.yaml; configs/experiment/mine.yaml: read"
    with pytest.raises(AuditError, match=found):
        audit(sent, uncommitted=True)


def test_what_is_no_checkout_and_what_git_does_not_know_are_one_line(tmp_path, repository):
    with pytest.raises(AuditError, match="is no checkout"):
        AuditCheckout(tmp_path / "configs").require()
    (repository / ".git" / "HEAD").write_text("broken")
    assert "no commit names" in AuditCheckout(repository).named()
    with pytest.raises(AuditError, match="git does not say"):
        AuditCheckout(repository).require_committed()


def test_versions_are_those_of_the_lock_and_those_that_are_here(tmp_path):
    lock = "scikit-learn==1.0 ; python_version < '3.12' \\\n    --hash=sha256:0\nScikit_Learn==2.0\n"
    (tmp_path / "requirements.lock").write_text(lock)
    found = AuditCheckout(tmp_path).versions("sklearn")
    assert {"1.0", "2.0"} < found and len(found) == 3
    assert AuditCheckout(tmp_path).versions("none_such") == set()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "tradewinds"\nversion = "9.1"\n')
    assert "9.1" in AuditCheckout(tmp_path).versions("tradewinds")


def test_a_note_on_what_is_verified_has_a_line():
    rows = [("a.nc", "verified", ""), ("b.nc", "verified", "environment: made with XLA_FLAGS=x")]
    found = Audited("walk", pd.DataFrame(rows, columns=list(AUDIT_COLUMNS)))
    lines = told(found, every=False).splitlines()
    assert len(lines) == 2 and "XLA_FLAGS=x" in lines[0] and "all 2 artifacts follow" in lines[1]
    assert found.exit_code == 0
