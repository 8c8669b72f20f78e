"""Codes in the settings are what was written: in files, in every list of them, and in overrides."""

import shutil
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"
CODES = ["0101", "0709", "0203", "NO", "on", "y", "1_000", "12:30", "0x1F", "65", "010.5", "00", "NA", "nan"]
DATA = """
name: codes
description: Codes.
tables:
  sectors:
    frequency: month
    file: codes.csv
    keys: {{origin: origin, hs: hs}}
    exclude: {{origin: [{codes}], hs: [{codes}]}}
    start: 2015
    variables:
      tariff: {{label: Tariff, unit: fraction, rate: true}}
      value: {{label: Imports, unit: USD, scale: log}}
"""
EXPERIMENT = """# @package _global_
defaults:
  - override /data: codes
  - override /checks: []
  - _self_
tier1: {{equations: ["dlog(value[t]) ~ dlog(value[t-1]) + d(tariff[t])"]}}
scenarios: [rising_tariffs, step]
scenario: {{periods: 6, sectors: [{codes}], show: [{codes}]}}
paths: {{step: {{sectors: [{codes}]}}}}
checks: {{mine: {{sectors: [{codes}], outcome: value, below: 0}}}}
"""


@pytest.fixture
def codes(tmp_path):
    """Compose an experiment whose lists hold these codes, with overrides."""
    shutil.copytree(CONFIGS, tmp_path / "configs")

    def composed(*overrides: str, codes: str = ", ".join(CODES)):
        for group, text in (("data", DATA), ("experiment", EXPERIMENT)):
            (tmp_path / "configs" / group / "codes.yaml").write_text(text.format(codes=codes))
        return compose(tmp_path / "configs", "codes", list(overrides))

    return composed


def test_codes_in_files_keep_their_spelling_in_every_list(codes):
    """0101 was 65, another sector; 0709 a text, 0203 131, NO false."""
    found = codes()
    table = found.data.tables["sectors"]
    assert table.exclude == {"origin": CODES, "hs": CODES} and table.start == "2015"
    assert found.scenario.sectors == found.scenario.show == CODES
    assert found.paths["step"].sectors == found.checks["mine"].sectors == CODES


@pytest.mark.parametrize("code", ["0101", "0709", "NO", "on", "65", "'10.10'", "010.5"])
@pytest.mark.parametrize(
    "key", ["scenario.sectors", "scenario.show", "checks.mine.sectors", "data.tables.sectors.exclude.hs"]
)
def test_codes_in_overrides_keep_their_spelling(codes, key, code):
    found = codes(f"{key}=[{code}]")
    place = {
        "scenario.sectors": found.scenario.sectors,
        "scenario.show": found.scenario.show,
        "checks.mine.sectors": found.checks["mine"].sectors,
        "data.tables.sectors.exclude.hs": found.data.tables["sectors"].exclude["hs"],
    }
    assert place[key] == [code.strip("'")]


@pytest.mark.parametrize(("code", "read"), [("10.10", "10.1"), ("1e3", "1000.0"), ("true", "True")])
def test_what_has_lost_its_spelling_is_asked_for_in_quotes(codes, code, read):
    for found in (lambda: codes(codes=code), lambda: codes(f"scenario.sectors=[{code}]")):
        with pytest.raises(SettingsError, match=rf"= {read}; expected a text. Write it in quotes") as error:
            found()
        assert "\n" not in str(error.value)
    assert codes(codes=f'"{code}"').scenario.sectors == [code]


@pytest.mark.parametrize(
    ("override", "words"),
    [("seed=007", "seed = '007'; expected a whole number"), ("scenario.size=0.10", None)],
)
def test_numbers_stay_numbers_and_what_is_none_is_refused(codes, override, words):
    if words is None:
        assert codes(override).scenario.size == 0.1
        return
    with pytest.raises(SettingsError, match=words):
        codes(override)
