import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tradewinds
from tradewinds import fingerprint

PACKAGE = Path(tradewinds.__file__).parent

BEFORE = '''\
"""What it is."""
import os

x = f(1, 2)
def g(a, b):
    """Doc."""
    return f"{a!r:>{b}} ü {a['k']}"  # why
'''

SAME = [
    ("another docstring", BEFORE.replace("What it is.", "Something else.")),
    ("no comment, blank lines", BEFORE.replace("  # why", "").replace("\nx", "\n\n\nx")),
    ("broken within brackets", BEFORE.replace("f(1, 2)", "f(\n    1,\n    2,  # two\n)")),
    ("a docstring of an attribute", BEFORE.replace("f(1, 2)", 'f(1, 2)\n"""The x."""')),
    ("deeper indentation", BEFORE.replace("    ", "        ")),
]

DIFFERENT = [
    ("a number", BEFORE.replace("f(1, 2)", "f(1, 3)")),
    ("a text in an f-string", BEFORE.replace("ü", "u")),
    ("a block that ends earlier", BEFORE.replace("    return", "return")),
    ("a tuple", BEFORE.replace("f(1, 2)", "(f(1, 2),)")),
    ("a name", BEFORE.replace("import os", "import re")),
]


@pytest.mark.parametrize(("what", "source"), SAME, ids=[what for what, _ in SAME])
def test_what_does_not_run_does_not_count(what, source):
    assert source != BEFORE
    assert fingerprint.essence(source) == fingerprint.essence(BEFORE)


@pytest.mark.parametrize(("what", "source"), DIFFERENT, ids=[what for what, _ in DIFFERENT])
def test_what_runs_counts(what, source):
    assert source != BEFORE
    assert fingerprint.essence(source) != fingerprint.essence(BEFORE)


def test_a_last_comma_counts_where_it_makes_a_tuple():
    assert fingerprint.essence("x = (1,)") != fingerprint.essence("x = (1)")
    assert fingerprint.essence("x = (lambda a, b: a,)") != fingerprint.essence("x = (lambda a, b: a)")
    assert fingerprint.essence("x = [a, b,]") == fingerprint.essence("x = [a, b]")


def test_imports_are_followed_to_submodules_and_packages(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "def f():\n    from tradewinds.settings import split\nimport tradewinds.equations as e\n"
    )
    assert fingerprint.modules_of(script) == [
        "tradewinds",
        "tradewinds.equations",
        "tradewinds.errors",
        "tradewinds.settings",
        "tradewinds.settings.checks",
        "tradewinds.settings.fields",
        "tradewinds.settings.split",
    ]


def test_a_star_stands_for_every_module_of_a_package(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from tradewinds.data.synthetic import *\n")
    folder = PACKAGE / "data" / "synthetic"
    modules = {f"tradewinds.data.synthetic.{path.stem}" for path in folder.glob("*.py")}
    assert modules - {"tradewinds.data.synthetic.__init__"} <= set(fingerprint.modules_of(script))


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of the package that may be edited, and a script that uses some of it."""
    copy = tmp_path / "src" / "tradewinds"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "_ROOT", copy)
    script = tmp_path / "script.py"
    script.write_text("from tradewinds.settings import split\nimport tradewinds.report\n")
    return copy, script


@pytest.fixture
def workflow(tmp_path):
    """Two scripts, of which one uses a module that scripts share, and by it another."""
    folder = tmp_path / "workflow"
    (folder / "scripts").mkdir(parents=True)
    (folder / "job.py").write_text("import os\nimport paths\n\n\ndef stacked():\n    return 1\n")
    (folder / "paths.py").write_text("from tradewinds.errors import DataError\n")
    (folder / "locks.py").write_text("HELD = 1\n")
    (folder / "scripts" / "review.py").write_text("from job import stacked\n")
    (folder / "scripts" / "scale.py").write_text("import json\n")
    return folder


def test_what_scripts_share_is_followed(workflow):
    script = workflow / "scripts" / "review.py"
    assert fingerprint.modules_of(script) == ["job", "paths", "tradewinds", "tradewinds.errors"]


@pytest.mark.parametrize(
    ("name", "old", "new", "counts"),
    [
        ("job.py", "return 1", "return 2", True),
        ("job.py", "return 1", "return 1  # why", False),
        ("paths.py", "DataError", "FitError", True),
        ("locks.py", "1", "2", False),
    ],
)
def test_an_edit_of_what_scripts_share_counts_for_those_who_use_it(workflow, name, old, new, counts):
    scripts = [workflow / "scripts" / f"{stem}.py" for stem in ("review", "scale")]
    before = [fingerprint.code_fingerprint(script) for script in scripts]
    path = workflow / name
    path.write_text(path.read_text().replace(old, new))
    after = [fingerprint.code_fingerprint(script) for script in scripts]
    assert [then != now for then, now in zip(before, after, strict=True)] == [counts, False]


def test_an_edit_counts_for_those_who_import_it(checkout):
    package, script = checkout
    before = fingerprint.code_fingerprint(script)
    for name, counts in (("equations.py", False), ("settings/checks.py", True)):
        with (package / name).open("a") as file:
            file.write("\n\nADDED = 1\n")
        assert (fingerprint.code_fingerprint(script) != before) == counts


def test_an_edit_counts_for_those_who_import_it_by_a_star_alone(checkout):
    """No module names it: it stood in the list of modules and its code counted for nothing."""
    package, script = checkout
    script.write_text("from tradewinds.inference.algorithms import *\n")
    before = fingerprint.code_fingerprint(script)
    with (package / "inference" / "algorithms" / "nuts.py").open("a") as file:
        file.write("\n\nADDED = 1\n")
    assert fingerprint.code_fingerprint(script) != before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "counts"),
    [
        ("from tradewinds.numbers import FIRST", (True, False, False)),
        ("from tradewinds import numbers", (True, True, True)),
        ("import tradewinds.numbers", (True, True, True)),
        ("from tradewinds.numbers import *", (True, True, True)),
    ],
)
def test_of_constants_alone_those_count_that_are_imported_by_name(checkout, how, counts):
    package, script = checkout
    script.write_text(f"{how}\n")
    path = package / "numbers.py"
    text = '"""Numbers."""\n\nFIRST = 1\n"""One."""\nSECOND = 2\n'
    path.write_text(text)
    before = fingerprint.code_fingerprint(script)
    edits = (text.replace("1", "3"), text.replace("2", "3"), text + "THIRD = 3\n")
    for edited, matters in zip(edits, counts, strict=True):
        path.write_text(edited)
        assert (fingerprint.code_fingerprint(script) != before) == matters


def test_constants_that_are_computed_count_as_a_whole(checkout):
    package, script = checkout
    script.write_text("from tradewinds.numbers import FIRST\n")
    path = package / "numbers.py"
    path.write_text("SECOND = 2\nFIRST = SECOND + 1\n")
    before = fingerprint.code_fingerprint(script)
    path.write_text("SECOND = 3\nFIRST = SECOND + 1\n")
    assert fingerprint.code_fingerprint(script) != before


def test_a_template_counts_with_its_package(checkout):
    package, script = checkout
    before = fingerprint.code_fingerprint(script)
    template = package / "report" / "templates" / "new.html"
    template.parent.mkdir(exist_ok=True)
    template.write_text("<p>")
    first = fingerprint.code_fingerprint(script)
    template.write_text("<div>")
    assert len({before, first, fingerprint.code_fingerprint(script)}) == 3


def test_records_save_parsing_and_change_no_fingerprint(checkout, tmp_path, monkeypatch):
    package, script = checkout
    records = tmp_path / "cache" / "code.json"
    first = fingerprint.code_fingerprints([script], records)
    assert first == {"script": fingerprint.code_fingerprint(script)}
    parsed = []
    parse = fingerprint._parse
    monkeypatch.setattr(fingerprint, "_parse", lambda *about: parsed.append(about[1].name) or parse(*about))
    assert fingerprint.code_fingerprints([script], records) == first and parsed == []
    with (package / "settings" / "checks.py").open("a") as file:
        file.write("\n\nADDED = 1\n")
    assert fingerprint.code_fingerprints([script], records) != first and parsed == ["checks.py"]


@pytest.mark.slow
@pytest.mark.parametrize("content", ["", "[]", '{"by": "another", "files": {}}', '{"files": 3}'])
def test_records_that_cannot_be_used_are_made_again(checkout, tmp_path, content):
    _, script = checkout
    records = tmp_path / "code.json"
    records.write_text(content)
    assert fingerprint.code_fingerprints([script], records)["script"] == fingerprint.code_fingerprint(script)
    assert len(records.read_text()) > 1000


def _other_pythons() -> list[str]:
    found = (shutil.which(f"python3.{minor}") for minor in (11, 12, 13))
    return [path for path in found if path]


@pytest.mark.slow
def test_every_python_gives_the_same_fingerprint(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        BEFORE + "from tradewinds import audit, settings\nfrom tradewinds.settings import compose\n"
    )
    command = f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); from pathlib import Path\n"
    command += (
        f"from tradewinds.fingerprint import code_fingerprint; print(code_fingerprint(Path({str(script)!r})))"
    )
    found = set()
    for python in [sys.executable, *_other_pythons()]:
        answer = subprocess.run([python, "-Ic", command], capture_output=True, text=True)
        if answer.returncode == 0:
            found.add(answer.stdout.strip())
    assert found == {fingerprint.code_fingerprint(script)}


def test_git_writes_the_same_bytes_whatever_line_ends_it_is_asked_for(tmp_path):
    """Styles and scripts of pages are hashed as they are, and stand in pages."""
    made, clone, top = tmp_path / "made", tmp_path / "clone", PACKAGE.parents[1]
    style = PACKAGE / "report" / "templates" / "page.css"
    made.mkdir()
    for file in (top / ".gitattributes", style):
        shutil.copy(file, made)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "Begin"]):
        subprocess.run(["git", *command], cwd=made, check=True)
    subprocess.run(["git", "clone", "-q", "-c", "core.autocrlf=true", made, clone], check=True)
    assert (clone / style.name).read_bytes() == style.read_bytes()


def test_no_import_is_put_together_at_run_time():
    """But for the front door's, on which no stage depends."""
    for path in PACKAGE.rglob("*.py"):
        if path == PACKAGE / "__init__.py":
            continue
        if path == PACKAGE / "inference" / "running.py":
            continue  # which imports all that it might name by a star: see test_declarations
        text = path.read_text()
        assert "import_module(" not in text and "__import__(" not in text, path
