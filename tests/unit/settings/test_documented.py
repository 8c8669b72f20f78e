"""configs/README.md names every key with its default and every option file, and README's own example runs."""

import dataclasses
import re
import shutil
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from omegaconf import MISSING

from tradewinds.data.sources import raw_files, read_tables
from tradewinds.equations import SPECIAL, TRANSFORMS, parse
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import Experiment

ROOT = Path(__file__).parents[3]
CONFIGS = ROOT / "configs"
README = (CONFIGS / "README.md").read_text(encoding="utf-8")
NAMES = {
    "tables": "TABLE",
    "variables": "VARIABLE",
    "aggregates": "VARIABLE",
    "paths": "SCENARIO",
    "checks": "CHECK",
    "tier1": "TIER",
    "tier2": "TIER",
}
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", flags=re.MULTILINE)


def sections(schema: type = Experiment, path: str = "") -> Iterator[tuple[str, type]]:
    """Every section of the schema with its path, names of the user's own as in the headings."""
    yield path, schema
    for name, kind in typing.get_type_hints(schema).items():
        place = f"{path}.{NAMES.get(name, name)}" if path else NAMES.get(name, name)
        if isinstance(kind, types.UnionType):
            kind = next(option for option in kind.__args__ if option is not types.NoneType)
        if typing.get_origin(kind) is dict and dataclasses.is_dataclass(kind.__args__[1]):
            place = place if name in ("tier1", "tier2") else f"{path}.{name}.{NAMES[name]}".lstrip(".")
            yield from sections(kind.__args__[1], place)
        elif dataclasses.is_dataclass(kind):
            yield from sections(kind, place)


SECTIONS = dict(sections())


def documented(path: str) -> dict[str, tuple[str, str, str]]:
    """Key → meaning, range and default, from the table under a section's heading."""
    heading = f"### `{path}`\n" if path else "### Top level\n"
    assert README.count(heading) == 1, f"configs/README.md needs one heading {heading.strip()}"
    text = README.split(heading)[1].split("\n##")[0]
    return {key: tuple(cells) for key, *cells in ROW.findall(text)}


def keys_of(schema: type) -> dict[str, dataclasses.Field]:
    """The keys of a section itself: those that are no sections, and that no other section hands on."""
    own = vars(schema)["__annotations__"]
    nested = {field.name for field in dataclasses.fields(schema) if is_section(schema, field.name)}
    return {
        field.name: field
        for field in dataclasses.fields(schema)
        if field.name in own and field.name not in nested
    }


def is_section(schema: type, name: str) -> bool:
    kind = typing.get_type_hints(schema)[name]
    if typing.get_origin(kind) is list:
        return False
    inner = [kind, *typing.get_args(kind)]
    return any(dataclasses.is_dataclass(option) for option in inner)


def default_of(field: dataclasses.Field) -> str:
    made = field.default_factory is not dataclasses.MISSING
    value = field.default_factory() if made else field.default
    if value == MISSING:
        return "required"
    if value is None:
        return "none"
    if value in ("", [], {}):
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict):
        return "`{" + ", ".join(f"{key}: {inner}" for key, inner in value.items()) + "}`"
    return f"`{value}`"


def options_of(schema: type, name: str) -> list[str]:
    kind = typing.get_type_hints(schema)[name]
    return [option.value for option in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


@pytest.mark.parametrize("path", SECTIONS)
def test_every_key_is_named_with_its_default_and_options_and_no_other(path):
    schema, rows = SECTIONS[path], documented(path)
    assert sorted(rows) == sorted(keys_of(schema))
    for name, field in keys_of(schema).items():
        _, allowed, default = rows[name]
        assert default == default_of(field), f"{path}.{name}"
        assert all(f"`{option}`" in allowed for option in options_of(schema, name)), f"{path}.{name}"


def test_every_option_file_is_named_and_no_other():
    table = README.split("\n## Options\n")[1].split("\n## ")[0]
    named, group = set(), ""
    for first, second in re.findall(r"^\|(.*?)\|(.*?)\|.*\|$", table, flags=re.MULTILINE)[2:]:
        group = first.strip("` ") or group
        named |= {(group, option) for option in re.findall(r"`(\w+)`", second)}
    assert named == {(file.parent.name, file.stem) for file in CONFIGS.glob("*/*.yaml")}


def block(text: str, before: str, kind: str) -> str:
    """The first code block of a kind after some words."""
    return text.split(before)[1].split(f"```{kind}\n")[1].split("```")[0]


@pytest.fixture
def configs(tmp_path):
    return shutil.copytree(CONFIGS, tmp_path / "configs")


def test_the_example_of_ones_own_data_is_what_the_readme_says(configs):
    text, folder = (ROOT / "README.md").read_text(encoding="utf-8"), ROOT / "docs" / "example"
    for place in ("data/my_imports.yaml", "experiment/my_imports.yaml"):
        (configs / place).write_text(block(text, f"`configs/{place}`", "yaml"), encoding="utf-8")
    data = compose(configs, "my_imports").data
    tables = read_tables(data, raw_files(data, folder))
    assert tables["sectors"]["sector"].nunique() == 6 and len(tables["sectors"]) == 6 * 84
    shown = block(text, "## Your own data", "").splitlines()
    assert (folder / "imports.csv").read_text().splitlines()[: len(shown)] == shown


def test_the_example_of_an_experiment_is_one(configs):
    (configs / "experiment" / "mine.yaml").write_text(
        block(README, "## A new experiment", "yaml"), encoding="utf-8"
    )
    experiment = compose(configs, "mine")
    assert experiment.tier1.model.width == 8 and experiment.tier2.inference.algorithm == "ensemble"


def test_every_term_of_the_grammar_can_be_read_and_none_is_left_out():
    text = README.split("\n## Equations\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| ", text, flags=re.MULTILINE)
    terms = re.findall(r"`(.*?)`", " ".join(rows))
    for term in terms:
        parse(f"volume[t] ~ {term}", {"volume": "log", "price": "log", "tariff": "level"})
    words = {word for term in terms for word in re.findall(r"[a-z]+", term)}
    assert {*SPECIAL, *TRANSFORMS, "common"} <= words
