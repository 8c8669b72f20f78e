"""What errors say to who called Python: her arguments, and no key of a file that she does not have."""

import ast
import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tradewinds as tw
from tradewinds.api import arguments
from tradewinds.data.mapping import map_table
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.data_variable import VariableSettings
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.schema import hints_of

SOURCE = Path(tw.__file__).parent
KEYS = {field.name for kind in (TableSettings, VariableSettings) for field in dataclasses.fields(kind)}
OF_A_FILE = re.compile(
    r"configs/|\b(?:data|tier[12]|scenario|verdict|event_study|policy_slopes|checks|welfare|optimise)\.[a-z]"
    rf"|(?<!column )“(?:{'|'.join(KEYS)})(?:: [^”]*)?”(?! \(for )|\.yaml|tradewinds start"
)


def trade(**changed):
    months = pd.period_range("2015-01", periods=48, freq="M")
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        [
            {"good": good, "month": str(month), "tariff": rate, "volume": value, "price": 1.0}
            for good in ("steel", "coffee", "toys")
            for month, rate, value in zip(
                months, rng.uniform(0, 0.3, len(months)), rng.uniform(1, 2, len(months)), strict=True
            )
        ]
    )
    return frame.assign(**changed)


def panel(frame=None, **given):
    described = {"sector": "good", "period": "month", "rates": "tariff", "logs": ["volume", "price"]}
    return tw.Panel.from_frame(trade() if frame is None else frame, **(described | given))


def with_nation(frame=None, **given):
    nation = pd.DataFrame({"month": trade()["month"].unique()}).assign(wages=1.0)
    described = {"period": "month", "frequency": "month", "logs": "wages", "aggregates": {}}
    return panel().with_nation(nation if frame is None else frame, **(described | given))


def fit(equations="volume[t] ~ volume[t-1] + tariff[t]", on=None, seed=0, **given):
    return tw.TradeModel(equations, **given).fit(panel() if on is None else on, seed=seed, progress=False)


STEP = tw.Step(0.05, periods=12)
DATA = {
    "column": (lambda: panel(sector="industry"), "“industry” (for sector=)", "the right column in the call"),
    "period": (lambda: panel(period="date"), "“date” (for period=)", "volume"),
    "period's own": (lambda: panel(trade().drop(columns="month"), period="period"), "no column “period”", ""),
    "variable": (lambda: panel(logs="volum"), "“volum” (for rates=, logs= or levels=)", ""),
    "frequency": (lambda: panel(frequency="quarter"), "duplicated rows", "as sector=, or change frequency="),
    "step": (lambda: panel(frequency="step"), "cannot be read", "as period=, or change frequency="),
    "years": (lambda: panel(trade(month="2015")), "are years", 'set frequency="year" if'),
    "gap": (lambda: panel(trade().drop(index=5)), "1 gap", "change frequency=, or set gaps=True"),
    "empty": (lambda: panel(trade().iloc[:0]), "has no rows", "what leaves rows out."),
    "index": (
        lambda: panel(trade().set_index(["good", "month"])),
        "'month'; 'good' in the frame's index",
        "frame.reset_index()",
    ),
    "twice": (lambda: panel(pd.concat([trade(), trade().iloc[:2]])), "2 duplicated rows", "as sector="),
    "percent": (lambda: panel(trade(tariff=25.0)), "144 values of tariff", 'set percent="tariff"; if not'),
    "already percent": (
        lambda: panel(trade(tariff=250.0), percent="tariff"),
        'percent="tariff" being set',
        "",
    ),
    "above": (lambda: panel(trade(tariff=1.4)), "144 values", 'set largest={"tariff": 2} (200 %)'),
    "below": (lambda: panel(trade(tariff=-0.03)), "values", 'set smallest={"tariff": -0.05}'),
    "nothing": (lambda: panel(trade(volume=np.nan)), "144 values of volume", "set gaps=True if"),
    "logarithm": (lambda: panel(trade(volume=-1.0)), "values of volume", 'set levels="volume".'),
    "no frame": (lambda: panel({"good": 1}), "dict in place of a data frame", "pandas.read_csv"),
    "truths": (lambda: panel(trade(volume=True)), "volume is not a number", "truth values"),
    "dates": (
        lambda: panel(trade(volume="2015-01-01")),
        "volume is not a number",
        "name another column than",
    ),
    "two": (lambda: panel(trade(volume=-1.0, tariff=25.0)), "2 things are wrong", 'percent="tariff"'),
    "nation twice": (
        lambda: with_nation(trade()[["month", "price"]], logs="price"),
        "one row per period",
        "",
    ),
    "nation's column": (lambda: with_nation(logs="gdp"), "“gdp” (for rates=, logs= or levels=)", ""),
    "short": (
        lambda: fit(on=panel(trade().groupby("good").head(6))),
        "too few periods",
        'settings["split.test',
    ),
    "a frame": (lambda: fit(on=trade()), "DataFrame in place of a panel", "tw.Panel.from_frame"),
}
SETTINGS = {
    "word": (lambda: panel(frequency="monthly"), "frequency = 'monthly'", "Did you mean month?"),
    "sector's kind": (lambda: panel(sector=3), "sector = 3", "frame.rename(columns=str)"),
    "no sector": (lambda: panel(sector=[]), "sector = []", "at least one column"),
    "truth": (lambda: panel(rates=True), "rates = True", "name of a column"),
    "gaps": (lambda: panel(gaps="keep"), "gaps = 'keep'", "True or False"),
    "largest": (lambda: panel(largest={"tariff": "two"}), "largest['tariff'] = 'two'", "a number"),
    "bounds": (lambda: panel(largest={"tariff": -1.0}), "smallest, largest of tariff", "1.5 for 150 %"),
    "labels": (lambda: panel(labels=["Tariff"]), "labels = ['Tariff']", "Write labels={"),
    "units": (lambda: panel(units={"price": 3}), "units['price'] = 3", "a text"),
    "own name": (lambda: panel(trade(label=1.0), levels="label"), "column = 'label'", "another name"),
    "identity": (
        lambda: panel(identities={"revenue": "tariff*pric"}),
        'identities["revenue"]',
        "tariff, volume",
    ),
    "aggregate": (
        lambda: with_nation(aggregates={"wages": ("prices", "mean")}),
        'aggregates["wages"]',
        "volume",
    ),
    "equation": (lambda: fit("volume[t] ~ tarif[t]"), "unknown variable tarif", "See help(tw.TradeModel)."),
    "no equation": (lambda: fit([]), "equations = []", "at least one"),
    "number": (lambda: fit([3]), "equations = [3]", "a text"),
    "explained": (lambda: fit("tariff[t] ~ tariff[t-1]"), "equations = ", "set by the scenario"),
    "effects": (lambda: fit(effects="sectors"), "effects = 'sectors'", "one of period, sector"),
    "policy": (lambda: fit(policy="tarif"), "policy = 'tarif'", "a rate of the sector table: tariff"),
    "weights": (lambda: fit(weights="vol"), "weights = 'vol'", "volume, price"),
    "inference": (lambda: fit(inference="mcmc"), "inference = 'mcmc'", "microcanonical"),
    "key": (
        lambda: fit(settings={"tier1.model.widht": 8}),
        'key settings["tier1.model.widht"]',
        "Did you mean width",
    ),
    "value": (
        lambda: fit(settings={"tier1.model.width": -8}),
        'settings["tier1.model.width"] = -8',
        "at least 1",
    ),
    "settings": (lambda: fit(settings=["width=8"]), "settings = ['width=8']", "Write settings={"),
    "no nation": (lambda: fit(prosperity="wages[t] ~ wages[t-1]"), "prosperity needs", "panel.with_nation"),
    "sectors' variable": (
        lambda: fit(prosperity="wages[t] ~ price[t]", on=with_nation()),
        "is a variable of the table sectors, this equation of national",
        "name it in aggregates={…} of with_nation.",
    ),
    "seed": (lambda: fit(seed=True), "seed = True", "See help(tw.TradeModel)"),
    "folder": (lambda: tw.Experiment("quickstart", configs="/nowhere"), "no folder /nowhere", ""),
    "horizons": (lambda: panel().event_study("volume", horizons=-1), "horizons = -1", ""),
    "design": (lambda: panel().event_study("volume", designs="did"), "designs[0] = 'did'", "clean controls"),
    "outcome": (lambda: panel().event_study("volum"), "outcome = 'volum'", "Did you mean volume?"),
    "level": (lambda: panel().event_study("volume", level=90), "level = 90", "such as 0.9"),
    "span": (lambda: panel().event_study("volume", start="spring"), "start = 'spring'", "2019-03"),
    "step's": (lambda: panel().policy_slopes("volume", step=0), "step = 0", ""),
    "by": (
        lambda: panel().policy_slopes("volume", by="origin", placebos=[24, 36]),
        "by = 'origin'",
        "a key: good",
    ),
    "slopes' seed": (lambda: panel().policy_slopes("volume", seed=True), "seed = True", "4,294,967,295"),
    "verdict": (lambda: panel().effect("volume", STEP, effects=["sectr"]), "effects = 'sectr'", "period"),
    "verdict's key": (lambda: panel().effect("volume", STEP, lead=3), "unknown key lead", "leads"),
    "effect's weights": (lambda: panel().effect("volume", STEP, weights="vol"), "weights = 'vol'", "volume"),
    "periods": (lambda: panel().effect("volume", tw.Step(0.05, periods=-1)), "periods", ""),
    "size": (
        lambda: panel().effect("volume", tw.Step(5.0)),
        "path.size = 5.0",
        "set largest= for its variable",
    ),
    "no sectors": (lambda: panel().effect("volume", tw.Step(0.05, sectors=None)), "sectors = None", "names"),
}


def assert_told(said, found, remedy):
    """Keys are named where ``settings=`` takes them alone."""
    plain = re.sub(r'settings(?:\[|=\{)"[^"]+"|Keys of settings= stand in configs/README.md.', "", said)
    assert found in said and remedy in said and not OF_A_FILE.search(plain), said


@pytest.mark.slow
@pytest.mark.parametrize("name", DATA)
def test_of_a_frame_errors_name_arguments(name):
    call, found, remedy = DATA[name]
    with pytest.raises(tw.DataError) as refused:
        call()
    assert_told(str(refused.value), found, remedy)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETTINGS)
def test_of_a_call_errors_name_arguments(name):
    call, found, remedy = SETTINGS[name]
    with pytest.raises(tw.SettingsError) as refused:
        call()
    assert_told(str(refused.value), found, remedy)


def advice_in(room, sections):
    """Texts of a room that name keys of these sections."""
    key = re.compile(rf"(?<![\w./])(?:{sections})[.=][a-z]")
    texts = [text for module in sorted((SOURCE / room).glob("*.py")) for text in texts_of(module)]
    return [text for text in texts if key.search(text)]


@pytest.mark.parametrize("room", ["review/diagnostics", "inference/algorithms"])
def test_advice_on_a_fit_names_keys_as_settings_takes_them(room):
    """“Raise inference.microcanonical.thin” was said to who has no file with such a key."""
    texts = advice_in(room, "inference|diagnostics|split")
    assert len(texts) >= 3
    for text in texts:
        said = arguments.in_words(text, (arguments.of_tier("tier2"), arguments.of_model))
        keys = re.findall(r'settings\["([^"]+)"\]', said)
        assert keys or 'inference="' in said, said
        for key in keys:
            kind = ExperimentSettings
            for part in key.split("."):
                kind = hints_of(kind)[part]
        left = re.sub(r'settings\["[^"]+"\]|inference="\w+"', "", said)
        assert not re.search(r"\b(?:inference|diagnostics|split)[.=]", left), said


def test_advice_on_an_effect_names_arguments():
    texts = advice_in("review/effect", "verdict|scenario")
    said = " ".join(arguments.in_words(text, (arguments.of_call, arguments.of_model)) for text in texts)
    assert "(clusters=)" in said and "(sectors= of the path)" in said and "(policy)" in said
    assert not OF_A_FILE.search(said), said


@pytest.mark.slow
def test_of_a_file_the_same_error_names_keys():
    settings = dataclasses.replace(panel().data.tables["sectors"], file="imports.csv")
    with pytest.raises(tw.DataError, match="set “largest: 2” of tariff"):
        map_table(trade(tariff=1.4), settings, "sectors", "imports.csv")
    with pytest.raises(tw.SettingsError, match="unknown key tier1.model.widht.*configs/README.md"):
        tw.Experiment("quickstart", "model.widht=8")


def test_the_parts_of_an_error_are_told_too():
    with pytest.raises(tw.DataError) as refused:
        panel(trade(tariff=1.4))
    assert "largest={" in refused.value.remedy and refused.value.remedy in str(refused.value)


def texts_of(module):
    """Texts that a module may say, those with values in them in one piece; no docstrings."""
    tree = ast.parse(module.read_text())
    alone = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            parts = (one.value if isinstance(one, ast.Constant) else "x" for one in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in alone | inside:
            yield str(node.value)


@pytest.mark.slow
@pytest.mark.parametrize("room", ["data", "effects", "fitted", "policy"])
def test_every_setting_of_a_table_that_a_message_names_is_an_argument(room):
    known = re.compile(rf"“(?:{'|'.join(KEYS)})(?:: [^”]*)?”")
    of_files = {"sources.py", "law_file.py", "known_by.py"}  # what no frame comes through
    texts = [
        text
        for module in sorted((SOURCE / room).rglob("*.py"))
        if module.name not in of_files
        for text in texts_of(module)
    ]
    assert any(known.search(text) for text in texts) or room != "data"
    left = [text for text in texts if known.search(arguments.of_frame(text))]
    assert not left, f"neither an argument nor in brackets behind what is done without one: {left}"
