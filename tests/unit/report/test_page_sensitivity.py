"""The page of sensitivity says what was found, gravest first, and shows every refit."""

import math

import pandas as pd
import pytest
from sample import documents

from tradewinds.report.names import Names
from tradewinds.report.page.layout import Page
from tradewinds.report.sensitivity.marks import owed, tried
from tradewinds.report.sensitivity.page import SENSITIVITY_PAGE
from tradewinds.report.sensitivity.tables import confounding_lines
from tradewinds.report.sensitivity.tables_sobol import sobol_lines
from tradewinds.review.sensitivity.area import SENSITIVITY, with_status
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.review.sensitivity.graph import GRAPH, IDENTIFIED, NO_EFFECT, NOT_IDENTIFIED
from tradewinds.review.sensitivity.prior_or_data import DATA, PRIOR, PRIOR_OR_DATA, SOURCE_NOT_COMPUTED
from tradewinds.review.status import Status
from tradewinds.sensitivity.apportion import COLUMNS as APPORTIONED
from tradewinds.sensitivity.priors import COLUMNS as COMPARED
from tradewinds.sensitivity.shifts import BY_ROW, COLUMNS, MEAN_EFFECT
from tradewinds.settings.sections import plain
from tradewinds.settings.sensitivity import SensitivitySettings

pytestmark = pytest.mark.slow

FAILED, UNDECIDED, VOID, PASSED = Status.failed, Status.undecided, Status.void, Status.passed
NOT_COMPUTED = Status.not_computed
VARIABLES = {
    "price": {"label": "Price", "unit": "index", "scale": "log"},
    "tariff": {"label": "Tariff", "unit": "fraction", "scale": "level", "rate": True},
    "home": {"label": "Home capacity (left out)", "unit": "share", "scale": "level"},
    "demand": {"label": "Demand", "unit": "index", "scale": "log"},
}
TABLE = {"frequency": "step", "variables": VARIABLES, "identities": {}}
EXPERIMENT = {
    "data": {"tables": {"sectors": TABLE}},
    "scenario": {"variable": "tariff"},
    "tier1": {"title": "", "equations": ["price[t] ~ price[t-1] + tariff[t]"]},
    "tier2": {"title": "", "equations": []},
}
NAMES = (
    "shifts", "priors", "means", "power", "confounding", "sobol", "arrows", "identification", "independences"
)  # fmt: skip


def shifts(**verdicts: tuple[str, str]) -> pd.DataFrame:
    """Candidate → verdicts on the mean effect and by row."""
    rows = []
    for candidate, pair in verdicts.items():
        for quantity, verdict in zip((MEAN_EFFECT, BY_ROW), pair, strict=True):
            numbers = {"effect": 0.02, "shift": 0.006, "low": 0.004, "high": 0.008, "margin": 0.004}
            about = {"tier": "tier1", "equation": "price", "candidate": candidate, "quantity": quantity}
            more = {"seed_scatter": 0.001, "ratio": 6.0, "posterior_deviation": 0.002, "refits": 6, "rows": 9}
            rows.append(about | numbers | {"status": verdict} | more)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def graph(effect: str, fails: str) -> list[pd.DataFrame]:
    """Arrows, identification and independences of the one equation."""
    about = {"tier": "tier1", "equation": "price"}
    causes = (("price", 1, False), ("tariff", 0, False), ("δ price", 0, True))
    arrows = [about | dict(zip(("cause", "lag", "latent"), one, strict=True)) for one in causes]
    texts = {"policy": "tariff[t]", "effect": effect, "adjust": "price[t−1]", "through": "", "held": ""}
    figures = {"correlation": -0.31, "z": -4.2, "effective": 180.0, "p": 1e-4, "adjusted": 3e-4}
    tests = [
        about | figures | {"other": "home", "lag": 0, "status": fails, "rows": 900, "periods": 50.0},
        about | {"other": "tariff", "lag": -1, "status": VOID, "rows": 900},
    ]
    return [
        pd.DataFrame([{**one, "table": "sectors"} for one in arrows]),
        with_status(pd.DataFrame([about | texts]), GRAPH),
        pd.DataFrame(tests),
    ]


def sobol(total: float = 0.12, correlation: float = 0.6) -> pd.DataFrame:
    """Shares of the one equation's inputs, or none where ``total`` is NaN."""
    about = {"tier": "tier1", "equation": "price", "explains": "change", "spread": 0.02, "spread_rows": 0.03}
    about |= {"spread_target": 0.1, "draws": 50, "samples": 1024}
    rows = []
    for name, share, other in (("tariff", total, "price"), ("price", 0.9, "tariff")):
        both = {
            f"{of}{end}": share + by
            for of in ("first", "total")
            for end, by in (("", 0.0), ("_low", -0.04), ("_high", 0.03), ("_error", 0.01 - share))
        }
        rows.append(about | {"input": name, "correlation": correlation, "with": other} | both)
    if math.isnan(total):
        rows = [about | {"input": ""}]
    return pd.DataFrame(rows).reindex(columns=list(APPORTIONED))


def two_priors(verdict: str) -> pd.DataFrame:
    """The one equation under its own prior and the other."""
    own = {"effect": 0.02, "band_low": 0.015, "band_high": 0.025, "alone_low": -0.2, "alone_high": 0.3}
    other = {f"other_{name}": value + 0.01 for name, value in own.items()}
    judged = {"shift": 0.01, "low": 0.004, "high": 0.016, "margin": 0.004, "status": verdict}
    about = {"tier": "tier1", "equation": "price", "posterior_deviation": 0.002, "ratio": 5.0, "refits": 6}
    return pd.DataFrame(
        [about | own | other | judged | {"seed_scatter": 0.001, "other_scatter": 0.003}],
        columns=list(COMPARED),
    )


def page(table: pd.DataFrame, *given: object, **changes: object) -> str:
    return made(table, *given, **changes).html


def made(
    table: pd.DataFrame,
    decided: str = DATA,
    bound: float = 0.076,
    effect: str = IDENTIFIED,
    fails: str = FAILED,
    shares: pd.DataFrame | None = None,
    prior: str = "",
) -> Page:
    changes = [
        "unchanged",
        *(f"{kind}_{c}" for c in table["candidate"].unique() for kind in ("with", "placebo")),
    ]
    means = pd.DataFrame(
        {
            "tier": "tier1",
            "equation": "price",
            "change": change,
            "refit": refit,
            "effect": 0.02 + 0.001 * refit,
        }
        for change in changes
        for refit in range(3)
    )
    about = {"tier": "tier1", "equation": "price", "draws": 800}
    power = pd.DataFrame(
        [
            about
            | {
                "prior": 0.2,
                "likelihood": 0.01,
                "prior_noise": 0.02,
                "likelihood_noise": 0.0,
                "determined_by": decided,
            }
        ]
    )
    power = with_status(power, PRIOR_OR_DATA)
    figures = {
        "estimate": 0.3,
        "error": 0.1,
        "partial_r2": 0.02,
        "robustness": 0.139,
        "robustness_alpha": bound,
    }
    named = {"strongest": "log(price[t-1])", "strongest_outcome": 0.2, "strongest_policy": 0.01}
    confounding = with_status(pd.DataFrame([about | figures | named]), CONFOUNDER)
    settings = SensitivitySettings(shared={"model.width": 4}, prior={"model.prior.flat": True})
    shares = sobol() if shares is None else shares
    priors = two_priors(prior) if prior else pd.DataFrame(columns=list(COMPARED))
    tables = (table, priors, means, power, confounding, shares, *graph(effect, fails))
    found = {name: {"sensitivity": one} for name, one in zip(NAMES, tables, strict=True)}
    asked = {"experiment": EXPERIMENT, "sensitivity": plain(settings), "report": {"title": "A test"}}
    return SENSITIVITY_PAGE.render(asked, documents(found), found)


def test_what_matters_comes_first_with_its_numbers():
    text = page(shifts(demand=(PASSED, PASSED), home=(PASSED, FAILED)))
    short = text[text.index('id="words"') : text.index('id="omitted"')]
    assert short.index(
        "Without home capacity (home) the effect comes out differently in 1 of 1 equation"
    ) < short.index("Adding demand shifts no effect")
    assert "mean effect +2.0 %, shifted by +0.60 (+0.40 to +0.80); row by row by 30" in short
    assert "price[t] ~ price[t-1] + tariff[t]" in text and "model.width = 4" in text


@pytest.mark.parametrize(
    ("table", "changes", "answer", "kind", "advice"),
    [
        (
            {"demand": (PASSED, PASSED)},
            {"fails": PASSED, "prior": PASSED},
            "it stands in all 6 ways",
            "good",
            "",
        ),
        (
            {"home": (PASSED, FAILED)},
            {"fails": PASSED},
            "In 1 of 5 ways that were tried the effect depends on what was assumed: a variable is missing "
            "from the effect on price.",
            "bad",
            "Put the variable into the equation",
        ),
        (
            {"home": (UNDECIDED, PASSED)},
            {"fails": PASSED},
            "cannot be told in 1 of 5 ways",
            "doubt",
            "Raise sensitivity.refits or train longer.",
        ),
        (
            {"home": (UNDECIDED, PASSED)},
            {"fails": FAILED},
            "the data contradict the graph of price. In 1 more it cannot be told.",
            "bad",
            "",
        ),
    ],
)
def test_the_first_screen_answers_with_a_picture_marks_and_what_to_do(table, changes, answer, kind, advice):
    first = made(shifts(**table), **changes).summary.query("section == 'short'")
    (said,) = first[first["kind"].str.startswith("answer")].itertuples()
    assert answer in said.text and said.kind == f"answer {kind}" and said.source
    assert (first["role"] == "picture").sum() == 1 and (first["column_name"] == "sign").sum() == 6
    todo = " ".join(first.loc[first["kind"] == "todo", "text"])
    assert advice in todo and bool(todo) == (kind != "good")
    assert len(" ".join(first["text"]).split()) < 200  # alternative texts and addresses among them


DEPENDS = "the effect depends on what was assumed: a variable is missing from the effect on price."


@pytest.mark.parametrize(
    ("ends", "text", "kind"),
    [
        ((FAILED,), f"In the one way that was tried {DEPENDS}", "bad"),
        (
            (FAILED, NOT_COMPUTED),
            f"In the one way that was tried {DEPENDS} “The data decide” was not computed.",
            "bad",
        ),
        (
            (FAILED, UNDECIDED, PASSED),
            f"In 1 of 3 ways that were tried {DEPENDS} In 1 more it cannot be told.",
            "bad",
        ),
        (
            (NOT_COMPUTED, PASSED, PASSED),
            "The effect stands in all 2 ways that were tried. “Nothing is left out” was not computed.",
            "bad",
        ),
        ((NOT_COMPUTED,), "“Nothing is left out” was not computed.", "bad"),
        (
            (UNDECIDED,),
            "Whether the effect depends on what was assumed cannot be told in the one way that was tried.",
            "doubt",
        ),
        (
            (PASSED,),
            "Nothing that was assumed decides the effect: it stands in the one way that was tried.",
            "good",
        ),
    ],
)
def test_what_was_not_computed_is_no_dependence(ends, text, kind):
    void = tried(Names(EXPERIMENT, {}), dict.fromkeys(NAMES, pd.DataFrame()))
    ways = [one._replace(status=end, of=["price"]) for one, end in zip(void, ends, strict=False)]
    said = owed([*ways, *void[len(ways) :]])
    assert (said.text, said.kind) == (text, kind)


def test_what_cannot_be_told_is_not_called_harmless():
    text = page(shifts(home=(UNDECIDED, PASSED)))
    assert "Whether home capacity (home) is missing cannot be told" in text
    assert "shifts no effect" not in text


@pytest.mark.parametrize("word", ["Scatter by seed", "placebo", "data:image/svg+xml"])
def test_every_refit_is_shown(word):
    assert word in page(shifts(home=(FAILED, FAILED)))


def test_the_same_inputs_give_the_same_bytes():
    table = shifts(home=(FAILED, UNDECIDED))
    assert page(table) == page(table)


def test_it_says_whether_the_prior_decides():
    found = shifts(home=(PASSED, PASSED))
    assert "The data, not the prior, decide the effect on price." in page(found)
    assert "The prior, not the data, decides the effect on price." in page(found, PRIOR)
    assert "Whether the prior decides was not computed for the effect on price." in page(
        found, SOURCE_NOT_COMPUTED
    )


def test_both_priors_stand_side_by_side():
    text = page(shifts(), prior=FAILED)
    assert "Under another prior (sensitivity.prior) the effect comes out differently on price." in text
    section = text[text.index('id="priors"') : text.index('id="confounding"')]
    assert "<code>model.prior.flat = true</code>" in section and "with model.width = 4" in section
    own = ["+2.00", "+1.5 to +2.5", "−20 to +30", "0.10"]
    other = ["+3.00", "+2.5 to +3.5", "−19 to +31", "0.30", "+1.0", "+0.40 to +1.6", "5.0"]
    places = [section.index(f">{one}</td>") for one in ["own", *own, "other", FAILED.word, *other]]
    assert places == sorted(places)
    assert "is +3.0 in place of +2.0 % on price (5.0 posterior deviations apart)." in section
    assert "<dd>Report both effects, and say why" in section
    assert "Another prior (sensitivity.prior) shifts by nothing of consequence" in page(
        shifts(), prior=PASSED
    )
    assert "scatter too much to tell whether another prior shifts" in page(shifts(), prior=UNDECIDED)


def test_without_another_prior_the_page_says_so():
    text = page(shifts(home=(FAILED, PASSED)))
    assert "No other prior was set beside it" in text and "under two priors" not in text


def test_it_says_how_strong_a_confounder_would_have_to_be():
    found = shifts(home=(PASSED, PASSED))
    text = page(found)
    assert "explains 14\u202f% of what is left of the policy and of price" in text
    named = "the strongest observed input, price (logarithm), the period before, explains"
    assert f"{named} 1.0\u202f% and 20\u202f%" in text
    assert "the effect on price is not told from zero" in page(found, bound=0.0)
    assert "one as strong would do" not in text
    assert "a confounder of the effect on price would have to be was not computed" in page(
        found, bound=float("nan")
    )


def test_it_says_what_the_graph_identifies_and_what_the_data_contradict():
    found = shifts(home=(PASSED, PASSED))
    text = page(found)
    assert (
        "adjusting for inputs gives the effect of the policy on price, if nothing unnamed moves both" in text
    )
    assert "On what identification rests" in text and "buyers who stock up" in text
    assert "The data contradict 1 of the 1 independence that" in text
    assert "Price, given its inputs, goes with home capacity[t] (−0.31)." in text
    assert "Price is moved by price at t−1, tariff at t, δ price at t." in text and "tariff[t+1]" in text
    assert "Implied independences that the data contradict" in text
    text = page(found, effect=NOT_IDENTIFIED, fails=PASSED)
    assert "no adjustment identifies the effect of the policy on price." in text
    assert "The data contradict none of the 1 independence that" in text
    text = page(found, effect=NO_EFFECT, fails=VOID)
    assert "the policy does not move price." in text
    assert "No independence that the equations&#39; graph implies could be tested." in text


def test_it_says_what_the_policys_share_is_and_that_correlation_is_not_in_it():
    found = shifts(home=(PASSED, PASSED))
    text = page(found)
    short = text[text.index('id="words"') : text.index('id="omitted"')]
    assert "Price (change): 12\u202f% (8–15\u202f%); most of all: price, own past (90\u202f%)." in short
    assert "Correlation between inputs is not in these numbers." in text
    assert "At most they correlate by 0.60 (tariff with price, for price): there the shares" in text
    assert "spreads up to 0.67 times as far as on the training rows" in text
    assert "At most they correlate by 0.20 (tariff with price, for price)." in page(
        found, shares=sobol(correlation=0.2)
    )


def test_the_policys_share_is_said_by_the_name_each_table_has_for_it():
    national = {
        "frequency": "step",
        "variables": {
            "wages": {"label": "Wages", "unit": "index", "scale": "log"},
            "average": {"label": "Average tariff", "unit": "fraction", "scale": "level", "rate": True},
        },
        "identities": {},
    }
    data = {"tables": {"sectors": TABLE, "national": national}}
    equations = [*EXPERIMENT["tier1"]["equations"], "wages[t] ~ wages[t-1] + average[t]"]
    names = Names(EXPERIMENT | {"data": data, "tier1": {"title": "", "equations": equations}}, {})
    nation = sobol().replace({"tariff": "average", "price": "wages"}).assign(equation="wages")
    both = pd.concat([sobol(), nation], ignore_index=True)
    first, second = sobol_lines(names, both, {"sectors": "tariff", "national": "average"})
    assert ", tariff accounts for" in first.text and ", average tariff accounts for" in second.text
    assert [item.text.partition(" (")[0] for item in first.items] == ["Price"]
    assert [item.text.partition(" (")[0] for item in second.items] == ["Wages"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("log(price[t-1])", "price (logarithm), the period before"),
        ("level(tariff[t])", "tariff, in the same period"),
        ("month", "usual value of the month"),
    ],
)
def test_the_strongest_input_is_told_in_words(column, words):
    figures = {"robustness": 0.1, "robustness_alpha": 0.1, "strongest_outcome": 0.2, "strongest_policy": 0.01}
    row = {"tier": "tier1", "equation": "price", "strongest": column} | figures
    (line,) = confounding_lines(Names(EXPERIMENT, {}), with_status(pd.DataFrame([row]), CONFOUNDER))
    assert f"the strongest observed input, {words}, explains" in line.text


def test_shares_beyond_what_is_possible_by_their_error_are_shown_as_none():
    text = page(shifts(home=(PASSED, PASSED)), shares=sobol(total=-0.01))
    assert (
        "Price (change): 0\u202f% (0–2\u202f%); most of all: price" in text
        and "−1" not in text[: text.index("svg")]
    )


def test_a_network_that_does_not_answer_has_no_shares():
    text = page(shifts(home=(PASSED, PASSED)), shares=sobol(total=math.nan))
    assert "What moves price (change) was not computed" in text and ">nan" not in text.lower()


def test_every_status_says_what_follows_from_it():
    text = page(shifts(home=(FAILED, UNDECIDED)), PRIOR)
    found = text[text.index("Variables that may") : text.index('id="priors"')]
    assert "<dt>✗ fails</dt>" in found and "<dt>? cannot say</dt>" in found
    assert "<dt>✓ passes</dt>" not in found and "<dd>Put the variable into the equation" in found
    decided = text[text.index('id="priors"') : text.index('id="confounding"')]
    assert "<dt>✗ fails</dt>\n<dd>Report the effect as assumed" in decided


@pytest.mark.parametrize("check", SENSITIVITY.checks.values(), ids=lambda check: check.id)
def test_every_check_asks_a_question_and_ends_its_sentences(check):
    assert check.question.endswith("?") and check.title and not check.title.endswith(".")
    if isinstance(check.advice, dict):
        assert all(sentence.endswith(".") for sentence in check.advice.values())


def test_nothing_to_leave_out_is_said_and_the_rest_is_there():
    text = page(shifts())
    assert text.count("There was nothing to leave out") == 2
    assert "The data, not the prior, decide" in text and "What moves the answer" in text
    assert "How far each variable shifts" not in text


def test_columns_stand_by_their_labels():
    text = page(shifts(home=(FAILED, PASSED)))
    tables = text[text.index("<table") : text.index("What this was computed from")]
    assert "home[" not in tables and ">home<" not in tables
