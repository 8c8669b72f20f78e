"""Settings that cannot be used: one line each naming the key, the value found, and what to do."""

import copy
import re
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose, compose_any
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.experiment import ExperimentSettings, tiers_of
from tradewinds.settings.kinds import LABORATORY, kind_of
from tradewinds.settings.model import Dynamics
from tradewinds.settings.schema import validated
from tradewinds.settings.sections import plain
from tradewinds.settings.validation import validate_experiment

CONFIGS = Path(__file__).parents[3] / "configs"


def said(error: SettingsError) -> str:
    text = str(error)
    assert "\n" not in text and ".." not in text and not text.endswith(";"), text
    return text


@pytest.fixture(scope="module")
def quickstart() -> ExperimentSettings:
    return compose(CONFIGS, "quickstart")


def written(experiment: ExperimentSettings, key: str, value: object) -> dict:
    """The settings as they are written, with one key as it is said here."""
    content = at = plain(experiment)
    *path, last = key.split(".")
    for name in path:
        at = at.setdefault(name, {})
    at[last] = value
    return content


def with_change(experiment: ExperimentSettings, key: str, value: object) -> ExperimentSettings:
    changed = copy.deepcopy(experiment)
    *path, last = key.split(".")
    at = changed
    for name in path:
        at = at[name] if isinstance(at, dict) else getattr(at, name)
    if isinstance(at, dict):
        at[last] = value
    else:
        setattr(at, last, value)
    return changed


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        # unknown keys
        (
            "tier1.model.widht",
            3,
            ["unknown key tier1.model.widht", "one of network, window, width", "Did you mean width?"],
        ),
        ("tier3.title", "x", ["unknown key tier3", "tier1, tier2"]),
        ("tier1.model.prior.ouptut", 1, ["unknown key tier1.model.prior.ouptut", "Did you mean output?"]),
        ("tier1.inference.nuts.zzz", 1, ["unknown key tier1.inference.nuts.zzz", "chains, warmup, draws"]),
        ("data.tables.sectors.variables.price.lable", "x", ["variables.price.lable", "Did you mean label?"]),
        # wrong types
        ("seed", "x", ["seed = 'x'", "a whole number"]),
        ("seed", True, ["seed = True", "a whole number"]),
        ("tier1.model.width", 2.5, ["tier1.model.width = 2.5", "a whole number"]),
        ("tier1.model.width", None, ["tier1.model.width = None", "a whole number"]),
        ("tier1.model.linear", 7, ["tier1.model.linear = 7", "true or false"]),
        ("tier1.model", 3, ["tier1.model = 3", "a section with network, window, width"]),
        ("tier1.model.prior", [1], ["tier1.model.prior = [1]", "a section with location, hidden"]),
        ("tier1.equations", "price[t] ~ tariff[t]", ["tier1.equations = 'price", "a list, such as [a, b]"]),
        ("tier1.equations", {"price": 1}, ["tier1.equations = {", "a list"]),
        ("tier1.equations", [["a"]], ["tier1.equations[0] = ['a']", "a text"]),
        ("tier1.inference.optimiser.learning_rate", "fast", ["learning_rate = 'fast'", "a number"]),
        ("tier1.inference.variational.minibatch", "lots", ["minibatch = 'lots'", "a whole number"]),
        (
            "tier1.inference.algorithm",
            "hmc",
            ["algorithm = 'hmc'", "ensemble, laplace, microcanonical"],
        ),
        ("tier1.inference.variational.family", "diagonal", ["family = 'diagonal'", "mean_field, low_rank"]),
        ("tier1.model.dynamics", "ar3", ["dynamics = 'ar3'", "independent, ar1, ar2, random_walk"]),
        ("tier1.model.noise.scale", "per-sector", ["= 'per-sector'", "Did you mean per_sector?"]),
        ("diagnostics.epsilon", "low", ["diagnostics.epsilon = 'low'", "a section with tier1, tier2"]),
        ("diagnostics.epsilon.tier1", "low", ["diagnostics.epsilon.tier1 = 'low'", "a number"]),
        ("data.tables.national", None, ["data.tables.national = None", "a section with frequency"]),
        ("data.tables.sectors.variables.tariff.scale", "logs", ["tariff.scale = 'logs'", "log, level"]),
    ],
)
def test_unknown_keys_and_wrong_types(quickstart, key, value, words):
    with pytest.raises(SettingsError) as error:
        validated(ExperimentSettings, written(quickstart, key, value))
    text = said(error.value)
    assert all(word in text for word in words), text
    assert text.endswith("See configs/README.md for every key.")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("seed", -1, ["seed = -1", "from 0 to 4,294,967,295"]),
        # model
        ("tier1.model.width", 0, ["tier1.model.width = 0", "at least 1"]),
        ("tier2.model.depth", -1, ["tier2.model.depth = -1", "from 0 to 100"]),
        ("tier1.model.explain", "levels", ["tier1.model.explain = 'levels'", "one of change, level"]),
        ("tier1.model.prior.hidden", -1.0, ["tier1.model.prior.hidden = -1.0", "above 0"]),
        ("tier1.model.prior.output", float("inf"), ["tier1.model.prior.output = inf", "above 0"]),
        ("tier1.model.prior.location", float("nan"), ["tier1.model.prior.location = nan", "finite"]),
        ("tier1.model.prior.linear", 0.0, ["tier1.model.prior.linear = 0.0", "above 0"]),
        ("tier1.model.prior.effects", 0.0, ["tier1.model.prior.effects = 0.0", "above 0"]),
        ("tier1.model.noise.prior", 0.0, ["tier1.model.noise.prior = 0.0", "above 0"]),
        ("tier1.model.noise.spread", 0.0, ["tier1.model.noise.spread = 0.0", "above 0"]),
        # simulation-based calibration
        ("sbc.equations", ["price"], ["sbc.equations[0] = 'price'", "such as tier1.price"]),
        ("sbc.equations", ["tier2.price"], ["sbc.equations = 'tier2.price'", "one of tier1.price"]),
        ("sbc.equations", ["tier1.price"] * 2, ["sbc.equations", "tier1.price once"]),
        ("sbc.simulations", 1, ["sbc.simulations = 1", "at least 2"]),
        ("sbc.per_job", 0, ["sbc.per_job = 0", "at least 1"]),
        ("sbc.largest", 0.0, ["sbc.largest = 0.0", "above 0"]),
        ("sbc.alpha", 1.0, ["sbc.alpha = 1.0", "fraction"]),
        # the best path
        (
            "welfare.weights.national",
            {"income": float("inf")},
            ["welfare.weights.national.income = inf", "finite"],
        ),
        ("welfare.discount", 1.0, ["welfare.discount = 1.0", "from 0 to below 1"]),
        ("welfare.level", 0.0, ["welfare.level = 0.0", "fraction"]),
        ("welfare.smoothness", -1.0, ["welfare.smoothness = -1.0", "at least 0"]),
        ("welfare.frontier", ["rest"], ["welfare.frontier = ['rest']", "two objectives"]),
        (
            "optimise.highest",
            40.0,
            ["optimise.lowest, highest = [0.0, 40.0]", "from 0 to 1", "Write 0.4 for 40 %"],
        ),
        ("optimise.lowest", 0.5, ["optimise.lowest, highest = [0.5, 0.4]", "the first the smaller"]),
        ("optimise.knots", 0, ["optimise.knots = 0", "at least 1"]),
        ("optimise.evaluation_draws", 5, ["optimise.evaluation_draws = 5", "at least 10"]),
        ("optimise.learning_rate", 2.0, ["optimise.learning_rate = 2.0", "fraction"]),
        ("optimise.confidence", 90.0, ["optimise.confidence = 90.0", "fraction"]),
        # inference
        ("tier1.inference.optimiser.steps", 0, ["tier1.inference.optimiser.steps = 0", "at least 1"]),
        ("tier1.inference.optimiser.learning_rate", 0.0, ["learning_rate = 0.0", "above 0"]),
        ("tier1.inference.optimiser.learning_rate", float("inf"), ["learning_rate = inf", "above 0"]),
        ("tier1.inference.optimiser.clip", -1.0, ["clip = -1.0", "above 0"]),
        ("tier1.inference.optimiser.validation_share", 1.0, ["validation_share = 1.0", "between 0 and 1"]),
        (
            "tier1.inference.optimiser.non_finite_limit",
            -0.1,
            ["non_finite_limit = -0.1", "from 0 to below 1"],
        ),
        ("tier1.inference.ensemble.members", 1, ["members = 1", "from 2 to 1000"]),
        ("tier1.inference.laplace.members", 1, ["members = 1", "from 2 to 1000"]),
        ("tier1.inference.laplace.draws", 1, ["draws = 1", "at least 2"]),
        ("tier1.inference.laplace.newton_steps", -1, ["newton_steps = -1", "at least 0"]),
        ("tier1.inference.variational.rank", 0, ["rank = 0", "at least 1"]),
        ("tier1.inference.variational.particles", 0, ["particles = 0", "at least 1"]),
        ("tier1.inference.variational.draws", 1, ["draws = 1", "at least 2"]),
        ("tier1.inference.variational.minibatch", 0, ["minibatch = 0", "at least 1"]),
        ("tier1.inference.variational.initial_scale", 0.0, ["initial_scale = 0.0", "above 0"]),
        ("tier1.inference.nuts.chains", 1, ["chains = 1", "from 2 to 1000: R̂ compares chains"]),
        ("tier1.inference.nuts.draws", 3, ["draws = 3", "at least 10"]),
        ("tier1.inference.nuts.target_accept", 1.0, ["target_accept = 1.0", "between 0 and 1"]),
        # scenario, split, diagnostics, report
        ("scenario.size", 5.0, ["scenario.size = 5.0", "between -1 and 1", "Write 0.1 for 10 points."]),
        ("scenario.size", float("nan"), ["scenario.size = nan", "a finite number"]),
        ("scenario.name", "a b", ["scenario.name = 'a b'", "letters, digits"]),
        ("scenario.start", 0, ["scenario.start = 0", "at least 1"]),
        ("scenario.start", 21, ["scenario.start = 21", "at most scenario.periods = 20"]),
        ("scenario.length", 21, ["scenario.length = 21", "it takes 21", "set scenario.periods=21"]),
        ("scenario.length", 0, ["scenario.length = 0", "at least 1"]),
        ("scenario.profile", [1.0], ["scenario.profile = [1.0]", "a ramp has its shares already"]),
        ("scenario.file", "mine.csv", ["scenario.file = 'mine.csv'", "shape: file"]),
        ("scenario.sectors", ["a", "b", "a"], ["scenario.sectors", "a once"]),
        ("scenario.weights", "tariff", ["scenario.weights = 'tariff'", "no rate: price, volume"]),
        ("scenario.periods", 0, ["scenario.periods = 0", "at least 1"]),
        ("scenario.draws", 5, ["scenario.draws = 5", "at least 10"]),
        ("scenario.futures", 0, ["scenario.futures = 0", "at least 1"]),
        ("scenario.flag_distance", 0.0, ["scenario.flag_distance = 0.0", "above 0"]),
        (
            "scenario.refuse_distance",
            0.05,
            ["scenario.refuse_distance = 0.05", "more than scenario.flag_distance"],
        ),
        (
            "scenario.variable",
            "volume",
            ["scenario.variable = 'volume'", "a rate of the sector table: tariff"],
        ),
        ("split.test_share", 1.5, ["split.test_share = 1.5", "between 0 and 1", "Write 0.2 for 20 %."]),
        ("split.test_share", float("nan"), ["split.test_share = nan"]),
        ("split.inside_share", -0.1, ["split.inside_share = -0.1"]),
        (
            "diagnostics.epsilon",
            {"tier3": 1.0},
            ["unknown key diagnostics.epsilon.tier3", "one of tier1, tier2"],
        ),
        ("diagnostics.epsilon", {"tier1": 0.0}, ["diagnostics.epsilon.tier1 = 0.0", "above 0"]),
        ("diagnostics.pareto_k", 0.0, ["diagnostics.pareto_k = 0.0", "above 0"]),
        ("diagnostics.rhat", 0.9, ["diagnostics.rhat = 0.9", "above 1"]),
        ("diagnostics.skill_margin", float("nan"), ["diagnostics.skill_margin = nan", "finite"]),
        ("report.accent", "blue", ["report.accent = 'blue'", "#1f5a8a"]),
        # tiers
        ("tier1.equations", [], ["tier1.equations = []", "at least one equation"]),
        ("tier1.slopes", ["tarif"], ["tier1.slopes = 'tarif'", "a variable of the sectors", "tariff"]),
        ("tier1.slopes", ["revenue"], ["tier1.slopes = 'revenue'", "among the inputs of an equation"]),
        ("tier1.effects", ["secotr"], ["tier1.effects = 'secotr'", "period, sector"]),
        ("tier1.effects", ["sector", "sector"], ["tier1.effects = ['sector', 'sector']", "sector once"]),
        # data
        ("data.tables", {}, ["data.tables = []", "“sectors”"]),
        ("data.tables.sectors.keys", {}, ["data.tables.sectors.keys = {}", "names the sector"]),
        (
            "data.tables.sectors.exclude",
            {"place": ["x"]},
            ["data.tables.sectors.exclude = 'place'", "a key: sector"],
        ),
        ("data.tables.sectors.constants", {"good": True}, ["constants.good = True", "a text or a number"]),
        ("data.tables.sectors.variables", {}, ["data.tables.sectors.variables = {}", "at least one"]),
        (
            "data.tables.sectors.identities",
            {"tax": "tarif * price"},
            ["identities.tax", "variables among price"],
        ),
        (
            "data.tables.sectors.identities",
            {"price": "tariff * 2"},
            ["identities.price", "a name of its own"],
        ),
        (
            "data.tables.sectors.variables.tariff.scale",
            "log",
            ["tariff.scale = 'log'", "scale: level for a rate"],
        ),
        ("data.tables.sectors.variables.tariff.smooth", ["2"], ["tariff.smooth = ['2']", "scale: log"]),
        ("data.tables.national.keys", {"a": "b"}, ["data.tables.national.keys", "the nation has no sectors"]),
        ("data.synthetic.periods", 3, ["data.synthetic.periods = 3", "at least 30"]),
        ("data.synthetic.sectors", 0, ["data.synthetic.sectors = 0", "at least 1"]),
        ("data.synthetic.noise", 0.0, ["data.synthetic.noise = 0.0", "above 0"]),
        ("data.tables.sectors.start", "2015", ["data.tables.sectors.start = '2015'", "data are simulated"]),
        (
            "data.tables.national.file",
            "a.csv",
            ["national.file = 'a.csv'", "data.synthetic=null"],
        ),
        (
            "tier2.effects",
            ["sector"],
            ["tier2.effects = ['sector']", "belong to equations of sectors"],
        ),
        ("data.synthetic", None, ["data.tables.sectors.file = None", "a Parquet or CSV file"]),
        (
            "data.aggregates.imports.how",
            "median",
            ["imports.how = 'median'", "one of mean, sum"],
        ),
        (
            "data.aggregates.imports.of",
            "volum",
            ["data.aggregates.imports.of = 'volum'", "a sector variable"],
        ),
        (
            "data.aggregates.imports.weights",
            "size",
            ["data.aggregates.imports.weights = 'size'", "one of price"],
        ),
    ],
)
def test_impossible_values(quickstart, key, value, words):
    with pytest.raises(SettingsError) as error:
        validate_experiment(with_change(quickstart, key, value))
    text = said(error.value)
    assert all(word in text for word in words), text


def test_nothing_is_left_without_hidden_layers_and_without_a_linear_path(quickstart):
    changed = with_change(with_change(quickstart, "tier1.model.depth", 0), "tier1.model.linear", False)
    with pytest.raises(SettingsError, match="tier1.model.linear = False; expected true when depth = 0"):
        validate_experiment(changed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model.network": "lstm"}, "tier1.model.window = 1; expected at least 2 rows, which lstm reads"),
        ({"model.network": "gru", "model.window": 4, "model.depth": 0}, "depth = 0; expected at least 1"),
        ({"model.network": "residual"}, "depth = 1; expected at least 2 with network = residual"),
        (
            {"model.network": "recurrent", "model.window": 4, "model.activation": "relu"},
            "activation = 'relu'; expected tanh with network = recurrent",
        ),
        (
            {"inference.algorithm": "dropout", "model.depth": 0},
            "tier1.inference.algorithm = 'dropout'; expected with hidden layers, one of the others: early_",
        ),
        ({"model.network": "gru", "model.window": 4}, ""),
        (
            {"model.network": "residual", "model.depth": 2, "inference.algorithm": "dropout"},
            "tier1.model.network = 'residual'; expected another with dropout",
        ),
        ({"model.window": 4}, ""),
    ],
)
def test_networks_that_cannot_be_are_refused_before_anything_is_trained(quickstart, changes, words):
    changed = quickstart
    for key, value in changes.items():
        changed = with_change(changed, f"tier1.{key}", value)
    if not words:
        validate_experiment(changed)
        return
    with pytest.raises(SettingsError) as error:
        validate_experiment(changed)
    assert words in said(error.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("noise.family", "student_t"),
        ("inference.algorithm", "variational"),
        ("inference.algorithm", "ensemble"),
    ],
    ids=["heavy tails", "minibatches", "maxima"],
)
def test_processes_are_averaged_only_where_the_effect_is_integrated_out(quickstart, key, value):
    changed = with_change(quickstart, "tier1.model.dynamics", Dynamics.average)
    validate_experiment(changed)
    prefix = "tier1.model." if key.startswith("noise") else "tier1."
    changed = with_change(changed, prefix + key, value)
    changed = with_change(changed, "tier1.inference.variational.minibatch", 64)
    with pytest.raises(
        SettingsError, match="dynamics = 'average'; expected one process: several are averaged only"
    ):
        validate_experiment(changed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"horizons": [3, 12]}, "horizons = [3, 12]; expected 1 among them"),
        ({"horizons": [1, 3, 3]}, "3 once"),
        ({"horizons": []}, "a list of at least one"),
        (
            {"inference.algorithm": "variational", "inference.variational.minibatch": 64},
            "expected [1] with minibatches, which hold no rows that follow each other. "
            "Set inference.variational.minibatch=null",
        ),
        (
            {"equations": ["price[t] ~ level(price[t-1]) + tariff[t]"]},
            "expected its own past in logs, as the target is, with tier1.horizons=[1, 3]",
        ),
    ],
    ids=["no 1", "twice", "none", "minibatches", "another scale"],
)
def test_horizons_that_cannot_be_learned_from(quickstart, changes, words):
    changed = with_change(quickstart, "tier1.horizons", [1, 3])
    validate_experiment(changed)
    for key, value in changes.items():
        changed = with_change(changed, f"tier1.{key}", value)
    with pytest.raises(SettingsError) as refused:
        validate_experiment(changed)
    assert words in said(refused.value)


def test_a_name_that_the_laboratory_needs_for_itself(quickstart):
    table: TableSettings = quickstart.data.tables["sectors"]
    variables = dict(table.variables) | {"role": table.variables["price"]}
    with pytest.raises(SettingsError, match="data.tables.sectors = 'role'; expected another name"):
        validate_experiment(with_change(quickstart, "data.tables.sectors.variables", variables))


@pytest.mark.parametrize(
    ("tier", "equations", "words"),
    [
        ("tier1", ["price[t] ~ prize[t-1]"], ["unknown variable prize", "Did you mean price?"]),
        ("tier1", ["prise[t] ~ tariff[t]"], ["unknown variable prise", "gdp", "Did you mean price?"]),
        (
            "tier1",
            ["price[t] ~ gdp[t-1]"],
            ["“gdp” of “price[t] ~ gdp[t-1]” is a variable of the table national"],
        ),
        (
            "tier2",
            ["gdp[t] ~ price[t]"],
            ["“price” of “gdp[t] ~ price[t]” is", "import_price", "data.aggregates"],
        ),
        (
            "tier2",
            ["price[t] ~ tariff[t]"],
            ["“price” of “price[t] ~ tariff[t]” is a variable of the table sectors"],
        ),
        (
            "tier1",
            ["price[t] ~ volume[t]", "volume[t] ~ price[t]"],
            ["circle: price → volume → price", "Lag one"],
        ),
        ("tier1", ["price[t] ~ tariff[t] + month"], ["price[t] ~ tariff[t] + month", "not monthly"]),
        ("tier1", ["wages[t] ~ avg_tariff[t] + t"], ["wages[t] ~ avg_tariff[t] + t", "no “t”"]),
        ("tier2", ["wages[t] ~ gdp[t-1]"], ["tier2.equations = ['wages']", "tier 1 does not explain"]),
        ("tier1", ["tariff[t] ~ price[t-1]"], ["another target: tariff is set by the scenario"]),
        ("tier1", ["revenue[t] ~ avg_tariff[t]"], ["another target: revenue is an aggregate of the sectors"]),
        ("tier1", ["imports[t] ~ avg_tariff[t]"], ["another target: imports is an aggregate of the sectors"]),
        ("tier1", ["price[t] ~ revenue[t]"], ["revenue[t-1]: revenue[t] is computed after price[t]"]),
        ("tier1", ["wages[t] ~ gdp[t]"], ["gdp[t-1]: gdp[t] is computed after wages[t]"]),
    ],
)
def test_equations_that_cannot_be_used(quickstart, tier, equations, words):
    with pytest.raises(SettingsError) as error:
        validate_experiment(with_change(quickstart, f"{tier}.equations", equations))
    text = said(error.value)
    assert all(word in text for word in words), text


def test_a_circle_through_both_tiers(quickstart):
    changed = with_change(quickstart, "tier1.equations", ["wages[t] ~ employment[t]", "price[t] ~ tariff[t]"])
    changed = with_change(changed, "tier2.equations", ["employment[t] ~ wages[t]"])
    with pytest.raises(SettingsError, match=r"employment\[t\] is computed after wages\[t\]"):
        validate_experiment(changed)


def test_a_tier_2_without_a_nation():
    lonely = compose(CONFIGS, "falling_tariff")
    with pytest.raises(SettingsError, match="tier2 needs the table national; expected a national table"):
        validate_experiment(with_change(lonely, "tier2.equations", ["gdp[t] ~ gdp[t-1]"]))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in (CONFIGS / "experiment").glob("*.yaml")))
def test_every_experiment_that_ships_is_valid(name):
    found = compose_any(CONFIGS, name)
    assert kind_of(found) is not LABORATORY or "tier1" in tiers_of(found)


@pytest.fixture(scope="module")
def us_trade() -> ExperimentSettings:
    return compose(CONFIGS, "us_trade")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("policy", "value", ["effect.policy = 'value'", "a rate of the sectors: tariff"]),
        ("outcome", "revenue", ["effect.outcome = 'revenue'", "whose equation has tariff (value)"]),
        ("lags", [], ["effect.lags = []", "at least one"]),
        ("lags", [1, 1], ["effect.lags = [1, 1]", "1 once"]),
        ("leads", [6], ["effect.leads = 6", "at least 12"]),
        ("step", 0, ["effect.step = 0"]),
        ("rises", [10.0], ["effect.rises[0] = 10.0", "Write 0.1 for 10 points"]),
        ("effects", ["origins"], ["effect.effects = 'origins'", "one of period, sector, industry, origin"]),
        ("clusters", ["period"], ["effect.clusters = 'period'", "one of sector, industry, origin"]),
        (
            "clusters",
            ["sector", "industry", "origin"],
            ["effect.clusters", "a list of 1 to 2, such as"],
        ),
        ("floors", [-1.0], ["effect.floors[0] = -1.0", "at least 0"]),
    ],
)
def test_an_effect_that_cannot_be_estimated(us_trade, key, value, words):
    with pytest.raises(SettingsError) as error:
        validate_experiment(with_change(us_trade, f"effect.{key}", value))
    assert all(word in said(error.value) for word in words), str(error.value)


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("effect.start", "foo", "effect.start = 'foo'; expected a month such as 2019-03"),
        ("effect.end", "2018-13", "effect.end = '2018-13'"),
        ("data.tables.sectors.start", "last year", "data.tables.sectors.start = 'last year'"),
        ("data.tables.sectors.end", "", "data.tables.sectors.end = ''"),
    ],
)
def test_a_period_that_names_none_is_said_before_the_first_job(us_trade, key, text, words):
    with pytest.raises(SettingsError, match=words):
        validate_experiment(with_change(us_trade, key, text))


@pytest.mark.parametrize("text", ["2019", "2019Q1", "2019-03", "201903", "2019M3", "2019-03-01"])
def test_a_period_of_a_monthly_table_may_be_a_longer_span(us_trade, text):
    validate_experiment(with_change(us_trade, "effect.start", text))


def test_an_effect_of_an_equation_without_the_policy(us_trade):
    changed = with_change(us_trade, "tier1.equations", ["dlog(value[t]) ~ dlog(value[t-1])"])
    with pytest.raises(SettingsError, match="whose equation has tariff \\(none here\\)"):
        validate_experiment(changed)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tier1.inference.variational.minibatch", None),
        ("tier1.model.prior.hidden", 3),  # a whole number is a number
        ("data.tables.sectors.start", 2013),  # and a year a text
        ("data.tables.sectors.exclude", {"industry": [331]}),
        ("tier1.inference.algorithm", "nuts"),
    ],
)
def test_types_that_fit(us_trade, key, value):
    validated(ExperimentSettings, written(us_trade, key, value))


def test_numbers_become_what_the_setting_is(us_trade):
    """A year is a text to us and a number to YAML, also within a list; 3 is a number."""
    content = written(us_trade, "tier1.model.prior.hidden", 3)
    content["data"]["tables"]["sectors"] |= {"start": 2013, "exclude": {"industry": [331]}}
    found = validated(ExperimentSettings, content)
    table = found.data.tables["sectors"]
    assert (table.start, table.exclude) == ("2013", {"industry": ["331"]})
    assert isinstance(found.tier1.model.prior.hidden, float)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("tier2.model.depth", 0, "tier2.model.linear = False"),
        ("effect.figures", [{"value": 1}], "effect.figures[0].source = ''"),
        ("checks.placebo.figures", [{"value": 1}], "checks.placebo.figures[0].source = ''"),
    ],
)
def test_a_kind_of_section_is_checked_in_every_place_it_stands(us_trade, key, value, words):
    content = written(us_trade, key, value)
    content["tier2"]["model"]["linear"] = "depth" not in key
    with pytest.raises(SettingsError, match=re.escape(words)):
        validated(ExperimentSettings, content)


def test_a_key_that_is_missing_and_one_that_is_unknown(us_trade):
    content = plain(us_trade)
    del content["data"]["name"]
    with pytest.raises(SettingsError, match="data.name is not set; expected a text. See configs/README.md"):
        validated(ExperimentSettings, content)
    content["data"]["nmae"] = "x"
    with pytest.raises(SettingsError, match="unknown key data.nmae.*Did you mean name?"):
        validated(ExperimentSettings, content)


def test_a_table_without_a_rate_is_told_how_to_have_one(quickstart):
    """“expected a rate of the sector table: ” ended there."""
    changed = copy.deepcopy(quickstart)
    for variable in changed.data.tables["sectors"].variables.values():
        variable.rate = False
    with pytest.raises(SettingsError) as caught:
        validate_experiment(changed)
    assert "it has none. Write “rate: true” below the variable that is the tariff." in said(caught.value)
    changed.data.tables["sectors"].variables["tariff"].rate = True
    validate_experiment(changed)
