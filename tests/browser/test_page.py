"""The explorer's page as a browser shows it: its answers, links, files, and that it needs no network."""

import base64
import csv
import io
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from chromium_page import Tab, needs_chromium, result_of
from prior_world import prior_world

from tradewinds.explorer.build import build_page
from tradewinds.explorer.carried import carried_scenario
from tradewinds.policy.projection import project
from tradewinds.policy.scenario import plan, planned_rates
from tradewinds.policy.series_support import policy_support
from tradewinds.review.check import COLUMNS
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import paths_of
from tradewinds.settings.inference import Precision

pytestmark = [pytest.mark.slow, needs_chromium]

CONFIGS = Path(__file__).parents[2] / "configs"
SMALL = [
    "data.synthetic.sectors=3",
    "data.synthetic.periods=40",
    "model.width=3",
    "tier1.model.prior.output=0.1",
    "tier1.model.prior.linear=0.2",
    "tier1.model.noise.prior=0.2",
    "tier1.model.noise.spread=0.2",
    "tier2.model.prior.linear=0.2",
    "tier2.model.noise.prior=0.2",
    "tier1.equations=['price[t] ~ price[t-1] + tariff[t] + t', 'volume[t] ~ volume[t-1] + price[t]', "
    "'wages[t] ~ wages[t-1] + avg_tariff[t]']",
    "tier2.equations=['gdp[t] ~ gdp[t-1] + wages[t]']",
    "scenario.periods=5",
    "scenario.shape=temporary",
    "scenario.length=2",
    "scenario.size=0.12",
    "scenario.futures_per_draw=2",
]
OF_THE_BAND = 1e-3
TELL = """
<pre id="result"></pre><script>
const wait = setInterval(() => {
  if (document.body.dataset.busy === "true") return;
  clearInterval(wait);
  const { answers, settings, foreign, spec, groups, about } = explorer, { a } = answers;
  const plain = (_, value) => {
    if (ArrayBuffer.isView(value)) return [...value];
    return value === Infinity ? "infinite" : value;
  };
  const text = (id) => byId(id).textContent, rates = (which) => explorer.rates(which);
  const file = (which) => scenarioYaml(settings, which, spec, groups, about), b = settings.paths.b;
  const named = (one) => one.textContent.trim() || one.getAttribute("aria-label") || one.closest("label");
  const parts = [...document.querySelectorAll("button, input, select, svg")];
  const answers_csv = answersCsv({ A: a }, settings, spec, (one) => explorer.describe(one), about);
  document.getElementById("result").textContent = JSON.stringify({
    a, settings, foreign, link: location.hash, sentence: text("sentence"), verdict: text("verdict"),
    support: text("support"), table: text("outcomes"), gain: text("gain"),
    elements: {
      i: document.querySelectorAll("body i").length, img: document.images.length, title: document.title,
    },
    head: document.querySelector("h1").textContent, names: text("sector"),
    cards: document.querySelectorAll("#pictures .card").length, wide: document.documentElement.scrollWidth,
    rates: { a: rates("a"), baseline: rates("baseline"), b: b && rates("b") },
    yaml: { a: file("a"), b: b && file("b") },
    csv: { rates: ratesCsv(explorer.rates("a"), spec), answers: answers_csv },
    unnamed: parts.filter((one) => !one.closest("[hidden]") && !named(one)).map((one) => one.outerHTML),
  }, plain);
}, 50);
</script>
"""


def built(verdicts: pd.DataFrame | None = None, more: Sequence[str] = (), title="A title", sector: str = ""):
    """``sector``: what the first one is called."""
    experiment = compose(CONFIGS, "quickstart", [*SMALL, *more])
    fit, scenario = prior_world(experiment, 30), experiment.scenario
    if sector:
        for tables in (fit.panel.train, fit.panel.test):
            first = tables["sectors"]["sector"] == "S1"
            tables["sectors"]["label"] = tables["sectors"]["label"].astype(str).mask(first, sector)
    planned = plan(fit.panel, scenario, scenario)
    page = build_page(
        fit, scenario, scenario, planned, experiment="quickstart", title=title, prosperity=["gdp"],
        welfare=experiment.welfare, inputs={"fit": "1"}, verdicts=verdicts,
    )  # fmt: skip
    return fit, scenario, planned, page


@pytest.fixture(scope="module")
def world():
    return built()


@pytest.fixture(scope="module")
def page(world, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "explorer.html"
    path.write_text(world[3].html.replace("</body>", TELL + "</body>"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shown(page):
    return result_of(page, "?still")


@pytest.fixture(scope="module")
def summary(world):
    fit, scenario, planned, _ = world
    # in double precision, as a browser computes: the effects here are so small that single ones round them
    return project(fit, replace(carried_scenario(fit, scenario), precision=Precision.float64), planned)


def drawn(values: list[float], of: str = "all", relative: bool = False) -> dict:
    return {"of": of, "relative": relative, "values": values}


def with_path(shown: dict, **paths: list[dict] | None) -> dict:
    """The settings with other moves on some paths."""
    changed = {name: moves and {"from": "unchanged", "moves": moves} for name, moves in paths.items()}
    return shown["settings"] | {"paths": shown["settings"]["paths"] | changed}


def link(settings: dict) -> str:
    return "#" + base64.urlsafe_b64encode(json.dumps(settings).encode()).decode().rstrip("=")


def quantiles(shown: dict, place: int, what: str) -> np.ndarray:
    return np.array(shown["a"]["shown"][place][what], float).T


def test_bands_are_those_of_the_workflow(shown, summary):
    """Levels and differences of every picture that the page opens with."""
    levels, seen = (0.05, 0.25, 0.5, 0.75, 0.95), 0
    for number, place in enumerate(shown["settings"]["shown"]):
        table, name = place["table"], place["name"]
        everyone = place["sector"] == "all"
        data = summary["weighted" if everyone else table].to_dataset().isel(sector=0)
        effect = data[f"{name}_effect_quantile"].sel(quantile=list(levels)).values
        band = effect[4] - effect[0]
        assert (np.abs(quantiles(shown, number, "effect") - effect) <= OF_THE_BAND * band + 1e-9).all()
        positive = np.array(shown["a"]["shown"][number]["positive"])
        np.testing.assert_allclose(positive[1:], data[f"{name}_effect_positive"].values[1:], atol=1e-9)
        if not everyone:
            for which in ("baseline", "scenario"):
                level = data[f"{name}_quantile"].sel(path=which, quantile=list(levels)).values
                error = np.abs(quantiles(shown, number, which) - level)
                assert (error <= OF_THE_BAND * (level[4] - level[0]) + 1e-9 * np.abs(level)).all()
        seen += 1
    assert seen == shown["cards"] == 3


def test_the_table_says_the_end_of_the_same_effects(shown, summary):
    rows = {(row["table"], row["name"]): row for row in shown["a"]["table"]}
    data = summary["national"].to_dataset().isel(sector=0, period=-1)
    expected = data["avg_tariff_effect_quantile"].sel(quantile=[0.05, 0.5, 0.95]).values
    found = np.array(rows["national", "avg_tariff"]["quantiles"])[[0, 2, 4]]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert {"gdp", "wages", "price", "volume", "revenue"} <= {name for _, name in rows}


def test_support_is_the_workflows(shown, summary, world):
    for table in ("sectors", "national"):
        data = summary[table].to_dataset()
        for name, key in (("own_policy", "policy"), ("all_policy", "others"), ("own_inputs", "inputs")):
            expected = data[name].max("path").values[:, 1:].T
            found = np.array(
                [np.inf if one == "infinite" else one for one in shown["a"]["support"][table][key]], float
            ).reshape(expected.shape)
            np.testing.assert_allclose(found, expected, rtol=2e-3, atol=2e-3)
    left = policy_support(summary["sectors"].to_dataset(), world[1].flag_distance) != "own"
    assert left.any() and f"{left.sum()} of 3 sectors leave their own range" in shown["support"]
    assert shown["a"]["leftOut"] == summary["sectors"].attrs["left_out"]


def test_the_sentence_names_path_size_band_and_probability(shown):
    size, band = r"Path A, period \d+: .+ (higher|lower) than on the baseline", r"\(90 % band .+ to .+\)"
    assert re.match(f"{size} {band}, (higher|lower) with probability", shown["sentence"])


def test_a_link_restores_every_setting(page, shown):
    settings = with_path(
        shown,
        a=[drawn([-1, -1, -1, 0, 0.5], relative=True)],
        b=[drawn([0.1] * 5), drawn([0, 0, 0.2, 0.2, 0.2], of="sector:S2")],
        baseline=[drawn([0.01] * 5)],
    ) | {
        "editing": "b",
        "horizon": 3,
        "shown": [{"table": "sectors", "name": "volume", "sector": 1}],
        "weights": shown["settings"]["weights"] | {"national.gdp": 1.5},
        "welfare": True,
        "hash": "another",
    }
    again = result_of(page, "?still" + link(settings), width=390)
    assert again["foreign"]
    assert again["settings"] == settings | {"hash": shown["settings"]["hash"]}
    assert again["cards"] == 2
    assert again["wide"] <= 500  # the narrowest window of this browser: nothing is wider than the screen


def test_a_link_that_does_not_fit_leaves_the_page_as_it_opens(page, shown):
    foreign = {
        "paths": {"a": {"moves": [drawn([0.1] * 3), drawn([0.1] * 5, of="sector:nowhere")]}},
        "editing": "b",
        "horizon": 99,
        "shown": [{"table": "national", "name": "happiness", "sector": 0}],
        "axes": ["national.happiness", "national.gdp"],
        "weights": {"national.happiness": 3},
    }
    found = result_of(page, "?still" + link(foreign))
    usual = shown["settings"]
    kept = {"paths": usual["paths"] | {"a": {"from": "unchanged", "moves": []}}}
    assert found["settings"] == usual | kept
    assert result_of(page, "?still#nonsense")["settings"] == usual


def test_rates_follow_the_settings_rules(page, shown, world):
    """Points and shares of the rate, none below zero, and a group on top of all."""
    last = np.array(shown["rates"]["baseline"]).reshape(5, 3)[0]
    moves = [drawn([-0.9, 0.1, 0.1, 0.1, 0.1]), drawn([-1, 0, 1, 1, 1], of="sector:S2", relative=True)]
    settings = with_path(shown, a=moves)
    found = np.array(result_of(page, "?still" + link(settings))["rates"]["a"]).reshape(5, 3)
    names = [str(name) for name in sorted(world[0].panel.train["sectors"]["sector"].unique())]
    second = names.index("S2")
    np.testing.assert_allclose(np.delete(found, second, axis=1)[0], 0, atol=1e-12)
    np.testing.assert_allclose(np.delete(found, second, axis=1)[1], np.delete(last, second) + 0.1)
    np.testing.assert_allclose(found[:, second], last[second] * np.array([0, 1, 2, 2, 2]), atol=1e-12)


def test_the_yaml_is_a_scenario_of_the_project(page, shown, world, tmp_path):
    """Files as the page writes them, read as the workflow reads them, give the rates that were drawn."""
    fit, scenario, _, _ = world
    move = drawn([0.25, -0.5, 1, 0, 0], of="sector:S2", relative=True)
    settings = with_path(shown, a=[move], baseline=[drawn([0.02] * 5)])
    found = result_of(page, "?still" + link(settings))
    configs = tmp_path / "configs"
    shutil.copytree(CONFIGS, configs)
    files = re.split(r"^# configs/scenario/(\w+)\.yaml$", found["yaml"]["a"], flags=re.MULTILINE)
    names, texts = files[1::2], files[2::2]
    assert names == ["explored_a", "explored_baseline"]
    for name, text in zip(names, texts, strict=True):
        (configs / "scenario" / f"{name}.yaml").write_text(text.strip() + "\n", encoding="utf-8")
    asked = re.search(r"scenarios: (\[.*\])", found["yaml"]["a"])[1]
    experiment = compose(configs, "quickstart", [*SMALL, f"scenarios={asked}"])
    paths = paths_of(experiment)
    planned = planned_rates(plan(fit.panel, scenario, paths["explored_a"], paths["explored_baseline"]))
    np.testing.assert_allclose(planned["scenario"].ravel(), found["rates"]["a"], atol=1e-6)
    np.testing.assert_allclose(planned["baseline"].ravel(), found["rates"]["baseline"], atol=1e-6)


def test_paths_of_several_groups_go_into_a_csv(page, shown, world, tmp_path):
    settings = with_path(shown, a=[drawn([0.1] * 5), drawn([0.3] * 5, of="sector:S2")])
    found = result_of(page, "?still" + link(settings))
    written = yaml.safe_load(found["yaml"]["a"])
    assert written["shape"] == "file" and written["file"] == "explored_a.csv"
    (tmp_path / "explored_a.csv").write_text(found["csv"]["rates"], encoding="utf-8")
    from tradewinds.policy.scenario import plan_from_files
    from tradewinds.settings.path import PathSettings

    fit, scenario, _, _ = world
    path = PathSettings(name="explored_a", shape="file", file="explored_a.csv")
    planned = plan_from_files(fit.panel, scenario, path, None, (0.0, 1.0), tmp_path)
    np.testing.assert_allclose(planned_rates(planned)["scenario"].ravel(), found["rates"]["a"], atol=1e-6)


def test_too_far_outside_there_is_no_answer(page, shown, world):
    """As the workflow refuses the same path, and a smaller one is answered again."""
    fit, scenario, planned, _ = world
    settings = with_path(shown, a=[drawn([8.0] * 5)], b=[drawn([0.01] * 5)])
    found = result_of(page, "?still" + link(settings))
    assert "no answer" in found["sentence"] and found["a"]["reason"]["what"] in ("sectors", "nation")
    assert "Path B, period" in found["sentence"]
    far = planned.assign(scenario=planned["baseline"] + 8.0)
    assert "refused" in project(fit, carried_scenario(fit, scenario), far).attrs


def verdict_row(outcome: str, check: str, status: str, sentence: str = "") -> dict:
    about = {"outcome": outcome, "check": check, "status": status, "sentence": sentence, "value": -5.0}
    return dict.fromkeys(COLUMNS, "") | {"threshold": 0.05, "gate": False} | about


def written(tmp_path: Path, html: str) -> Path:
    path = tmp_path / "explorer.html"
    path.write_text(html.replace("</body>", TELL + "</body>"), encoding="utf-8")
    return path


def chances(found: dict) -> dict[str, set[str]]:
    """Outcome → the probabilities of a rise in the table that can be taken away."""
    rows = list(csv.DictReader(io.StringIO(found["csv"]["answers"])))
    named: dict[str, set[str]] = {row["outcome"]: set() for row in rows}
    for row in rows:
        named[row["outcome"]] |= {row["probability of a rise"]} - {""}
    return named


def test_a_withheld_effect_shows_no_probability(tmp_path):
    why = "{policy} hardly moved, and {rate} neither."
    verdicts = pd.DataFrame([verdict_row(name, "effect", "failed", why) for name in ("price", "volume")])
    found = result_of(written(tmp_path, built(verdicts)[3].html), "?still")
    assert "do not answer" in found["verdict"] and "hardly moved, and" in found["verdict"]
    assert "{" not in found["verdict"]
    assert "probability" not in found["sentence"] + found["gain"]
    assert not any(chances(found).values())
    assert not re.search(r"\d %$", found["table"].rstrip("0123456789 ")) and "below 1 %" not in found["table"]


@pytest.mark.parametrize("itself", [False, True])
def test_what_stands_keeps_its_probability_beside_what_is_withheld(tmp_path, itself):
    """One outcome is withheld, by the data or by a network that contradicts itself: so is the nation's."""
    rows = [verdict_row("price", "effect", "passed"), verdict_row("volume", "effect", "passed")]
    if itself:
        rows.append(verdict_row("volume", "network in steps", "failed", "in steps it is another."))
    else:
        rows[1] |= {"status": "failed"}
    page = written(tmp_path, built(pd.DataFrame(rows))[3].html)
    shown = result_of(page, "?still")
    places = [("national", "gdp", 0), ("sectors", "price", "all"), ("sectors", "volume", "all")]
    asked = [dict(zip(("table", "name", "sector"), place, strict=True)) for place in places]
    found = result_of(page, "?still" + link(shown["settings"] | {"shown": asked}))
    gdp, price, volume = chances(found).values()
    assert price and not gdp and not volume
    assert "probability" not in found["sentence"] and "import volume" in found["verdict"].lower()


def test_a_spread_of_best_fits_names_no_probability(tmp_path):
    page = written(tmp_path, built(more=["inference=ensemble"])[3].html)
    found = result_of(page, "?still")
    text = re.sub(r"<script.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for one in (found["sentence"], found["table"], found["gain"], found["csv"]["answers"].splitlines()[0]):
        assert "probability" not in one and "Chance" not in one and "band" not in one
    assert "spread" in found["sentence"] and "median of the best fits" in found["table"]
    assert "posterior" not in text and "Best fits" in text and "bands" not in text


def test_labels_are_text_and_keep_their_capitals(tmp_path):
    hostile = "<img src=x onerror=\"document.title='broken'\"> R&D <i>x</i></script>"
    label = "data.tables.sectors.variables"
    more = [f"{label}.tariff.label='US tariff <i>x</i>'", f"{label}.price.label='Price <i>&</i></script>'"]
    _, _, _, page = built(title=hostile, more=more, sector=hostile)
    found = result_of(written(tmp_path, page.html), "?still")
    assert "Price <i>&</i></script>" in found["table"]
    assert found["elements"] == {"i": 0, "img": 0, "title": f"Explorer: {hostile}"}
    assert "move the US tariff <i>x</i> yourself" in found["head"]
    assert hostile in found["names"]


def test_everything_has_a_name(shown):
    assert shown["unnamed"] == []


def test_nothing_is_fetched(world):
    text = world[3].html.replace("http://www.w3.org/2000/svg", "")
    numbers = re.search(r'id="numbers">.*?</script>', text, flags=re.DOTALL)[0]
    text = text.replace(numbers, "")
    addresses, calls = (
        r"https?:|//[a-z0-9.-]+\.[a-z]{2,}/",
        r"@import|\burl\(|<link|<img|\ssrc=|fetch\(|XMLHttp",
    )
    assert not re.search(f"{addresses}|{calls}", text)
    assert len(world[3].html) < 5e6


WAIT = """new Promise((go) => {
  const wait = setInterval(() => {
    if (document.body.dataset.busy === "true") return;
    clearInterval(wait);
    go(document.body.dataset.busy);
  }, 20);
})"""


def test_the_worker_answers_to_keys_and_to_a_hand(world, tmp_path):
    """In real time: a key moves a period by half a point, and a hand moves all that it passes."""
    path = tmp_path / "explorer.html"
    path.write_text(world[3].html, encoding="utf-8")
    with Tab(path) as tab:
        assert tab.value(WAIT) == "false"
        before = tab.value("[...explorer.rates('a')]")
        tab.value(
            """document.querySelector('#editor [tabindex="0"]').dispatchEvent(
            new KeyboardEvent('keydown', {key: 'ArrowUp', bubbles: true}))"""
        )
        after = tab.value("[...explorer.rates('a')]")
        np.testing.assert_allclose(np.subtract(after, before), [0.005] * 3 + [0] * 12, atol=1e-9)
        assert tab.value(WAIT) == "false"
        drawn = """(() => {
          const svg = byId("editor"), box = svg.getBoundingClientRect();
          svg.setPointerCapture = () => {};
          const at = (x, y) => ({
            clientX: box.left + x * box.width, clientY: box.top + y * box.height, pointerId: 1,
          });
          svg.dispatchEvent(new PointerEvent("pointerdown", at(0.4, 0.5)));
          svg.dispatchEvent(new PointerEvent("pointermove", at(0.99, 0.5)));
          svg.dispatchEvent(new PointerEvent("pointerup", at(0.99, 0.5)));
          return explorer.move().values;
        })()"""
        values = tab.value(drawn)
        assert values[0] == pytest.approx(0.125) and len(set(values[2:])) == 1 and values[-1] != 0
        assert tab.value(WAIT) == "false"
        assert tab.value("location.hash === toLink(explorer.settings)")
        assert tab.value("byId('sentence').textContent").startswith("Path A")
        asked = tab.value("location.hash")
        several = tab.value("JSON.stringify(explorer.answers.a.shown)")
    with Tab(path, "?still" + asked) as tab:  # one thread, and everything computed at once
        assert tab.value(WAIT) == "false"
        assert json.loads(tab.value("JSON.stringify(explorer.answers.a.shown)")) == json.loads(several)
