"""What papers take from a run: it says what the page says, and LaTeX can set it."""

import csv
import io
import re
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from sample import NOT_FOUND, Sample

from tradewinds.inference.registry import ALGORITHMS
from tradewinds.policy.effect_verdict import ANSWER
from tradewinds.report.drawing import style
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.publication.drawn import figure_files
from tradewinds.report.publication.figures import UNANSWERED, draw_score_leads, paper_figures
from tradewinds.report.publication.latex import escaped
from tradewinds.report.publication.papers import published
from tradewinds.report.publication.quote import first_sentence, quoted
from tradewinds.report.publication.references import (
    _ALGORITHMS,
    _DESIGNS,
    _PACKAGES,
    references,
    shipped_entries,
)
from tradewinds.report.publication.tables import PaperTable, paper_tables, unmarked
from tradewinds.report.words import SPREAD
from tradewinds.settings.sections import plain


def given_of(made: Sample, provenance: list[dict] | None = None) -> ReportInputs:
    found = {
        name: value for name, value in vars(made).items() if name not in NOT_FOUND and isinstance(value, dict)
    }
    asked = {"experiment": made.experiment, "report": plain(made.settings)}
    return ReportInputs(asked, made.provenance if provenance is None else provenance, found)


@pytest.fixture(scope="module")
def given(complete):
    return given_of(complete)


@pytest.fixture(scope="module")
def frame(complete):
    return complete.page().summary


def balanced(text: str) -> bool:
    """Whether braces, environments and mathematics that are begun are ended, and no sign is left bare."""
    bare = re.sub(r"\\.", "", text)
    depth = 0
    for letter in bare:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return False
    begun, ended = (re.findall(rf"\\{word}\{{(\w+)\}}", text) for word in ("begin", "end"))
    return depth == 0 and begun == ended[::-1] and bare.count("$") % 2 == 0 and not re.search(r"[%#]", bare)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("50 % of A&B_c #1", r"50 \% of A\&B\_c \#1"),
        ("−2.3 ± 0.1", r"$-$2.3 $\pm$ 0.1"),
        ("{x} \\ $5 ~ ^", r"\{x\} \textbackslash{} \$5 \textasciitilde{} \textasciicircum{}"),
        ("3 × 10⁻⁴", r"3 $\times$ 10$^{-}$$^{4}$"),
        ("R̂ and δ, Ω", r"$\hat{R}$ and $\delta$, $\Omega$"),
        ("Vlaanderen — Genève, Łódź", "Vlaanderen --- Genève, Łódź"),
        ("“90\u202f%”", r"``90\,\%''"),
        ("ﬁ ✓", "fi ?"),
    ],
)
def test_nothing_of_a_text_is_a_command_and_no_letter_is_one_that_fonts_lack(text, tex):
    assert escaped(text) == tex and balanced(tex)


def test_the_check_of_balance_itself_finds_what_latex_would_not_set():
    for text in ("{", "}{", r"\begin{a}\end{b}", "50 %", "$x", "a#"):
        assert not balanced(text), text


@pytest.mark.slow
def test_each_table_is_the_pages_own_and_latex_can_set_it(given, frame):
    tables = list(paper_tables(frame, given.names))
    assert len(tables) > 5 and len({table.name for table in tables}) == len(tables)
    said = {(row.section, row.text) for row in frame[frame["role"] == "cell"].itertuples()}
    for table in tables:
        tex = table.tex()
        assert balanced(tex), table.name
        assert tex.count(r"\toprule") >= 1 and f"tab:{table.name}" in tex
        section = table.cells["section"].iloc[0]
        assert section != "sources" and all((section, text) in said for text in table.cells["text"])
        body = tex[tex.index(r"\midrule") : tex.index(r"\bottomrule")]
        assert all(line.count(" & ") == len(table.head) - 1 for line in body.splitlines() if "\\\\" in line)


@pytest.mark.slow
def test_numbers_of_a_table_are_those_of_the_frame_with_their_bands(given, frame):
    table = next(one for one in paper_tables(frame, given.names) if one.cells["low"].notna().any())
    rows = list(csv.reader(io.StringIO(table.csv())))
    assert all(len(row) == len(rows[0]) for row in rows)
    numbers = {float(one) for row in rows[1:] for one in row if re.fullmatch(r"-?[\d.]+(e-?\d+)?", one)}
    for value in table.cells[["value", "low", "high"]].to_numpy().ravel():
        assert np.isnan(value) or any(np.isclose(value, number) for number in numbers)


def test_a_table_longer_than_a_page_goes_on_over_pages():
    rows = [{"row": row, "column": 0, "text": f"{row} %", "unit": "", "source": ""} for row in range(60)]
    cells = pd.DataFrame(rows).assign(value=np.nan, low=np.nan, high=np.nan)
    long = PaperTable("name", "Caption", "A note.", ["Head"], cells, 1)
    assert r"\begin{longtable}{l}" in long.tex() and balanced(long.tex())
    short = replace(long, cells=cells[cells["row"] < 9])
    assert r"\begin{table}" in short.tex() and r"\caption{Caption. A note.}" in short.tex()


@pytest.mark.parametrize("rows", [3, 60])
def test_a_row_may_begin_with_what_latex_takes_for_an_option(rows):
    """``\\\\[Other]`` asks for a distance, ``\\\\*`` for no page break, ``\\toprule[Head]`` for a width."""
    texts = ["[Other]", "*note", "plain"] * (rows // 3)
    cells = pd.DataFrame({"row": range(rows), "column": 0, "text": texts, "unit": "", "source": ""})
    cells = cells.assign(value=np.nan, low=np.nan, high=np.nan)
    tex = PaperTable("name", "Caption", "", ["[Head]"], cells, 1).tex()
    assert not re.search(r"(\\\\|rule)\s*[\[*]", tex)
    assert all(one in tex for one in ("{}[Head]", "{}[Other]", "{}*note", "  plain"))


def test_marks_of_a_page_are_not_printed():
    assert unmarked("`code`, **strong** and [a page](checks.html)") == "code, strong and a page"


@pytest.mark.slow
def test_pictures_are_named_after_what_they_show_and_their_files_are_the_same_twice(given):
    names = {"effect_nation", "calibration_tier1"}
    made: list[dict[str, bytes]] = []
    for _ in range(2):
        with style():
            found = [one for one in paper_figures(given) if one.name in names]
            made.append({name: held for one in found for name, held in figure_files(one).items()})
    assert set(made[0]) == {f"{name}.{kind}" for name in names for kind in ("svg", "pdf")}
    assert made[0] == made[1] and min(map(len, made[0].values())) > 5000
    assert all(one.caption and one.figure.axes for one in found)


@pytest.mark.slow
def test_designs_without_a_network_have_pictures_where_they_were_asked_for(complete):
    study = pd.DataFrame({"design": "distributed lag", "horizon": range(-2, 3), "estimate": 1.0, "low": 0.0})
    study = study.assign(high=2.0, leads=0.4, unit="%")
    slope = {"kind": "slope", "estimate": -1.0, "low": -2.0, "high": 0.0, "unit": "% per percentage point"}
    slopes = pd.DataFrame([slope | {"design": one} for one in ("contemporaneous", "instrumented")])
    asked = complete.experiment | {"event_study": {"outcome": "volume"}, "policy_slopes": {}}
    given = given_of(replace(complete, experiment=asked))
    given.found.update(event_study={"economics": study}, policy_slopes={"economics": slopes})
    with style():
        found = {one.name: one for one in paper_figures(given)}
        files = figure_files(found["event_study"]) | figure_files(found["slopes"])
    assert set(files) == {f"{name}.{kind}" for name in ("event_study", "slopes") for kind in ("svg", "pdf")}
    assert "effect_design" not in found and b"distributed lag" in files["event_study.svg"]
    plain = {one.name for one in paper_figures(given_of(complete))}
    assert not {"event_study", "slopes"} & plain


@pytest.mark.slow
def test_above_what_the_data_do_not_answer_the_picture_says_so(complete):
    found = {}
    for status in ("passed", "failed"):
        with style():
            every = paper_figures(given_of(judged(complete, status)))
            found[status] = next(one for one in every if one.name == "effect_by_sector")
    titles = {status: [ax.get_title(loc="left") for ax in one.figure.axes] for status, one in found.items()}
    assert all(UNANSWERED[:20] in title for title in titles["failed"])
    assert not any(UNANSWERED[:20] in title for title in titles["passed"])


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", ["microcanonical", "ensemble"])
def test_pictures_call_the_spread_of_best_fits_no_band(complete, algorithm):
    tiers = {
        tier: complete.experiment[tier]
        | {"inference": complete.experiment[tier]["inference"] | {"algorithm": algorithm}}
        for tier in ("tier1", "tier2")
    }
    with style():
        every = paper_figures(given_of(replace(complete, experiment=complete.experiment | tiers)))
        found = [one for one in every if one.name in ("effect_nation", "effect_by_sector")]
    assert len(found) == 2
    for one in found:
        said = [one.caption, *(text.get_text() for text in one.figure.legends[0].get_texts())]
        assert [SPREAD in " ".join(said), "80 and 90 %" in " ".join(said)] == (
            [True, False] if algorithm == "ensemble" else [False, True]
        )


def test_of_the_scores_the_hardest_rival_has_the_band():
    columns = ["equation", "model", "value", "lower", "upper"]
    rows = [("price", "ridge", 0.2, 0.1, 0.3), ("price", "drift", 0.1, -0.05, 0.25)]
    ax = draw_score_leads(pd.DataFrame(rows, columns=columns), ["Price"], Figure().subplots())
    band = next(line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linewidth() > 1)
    assert list(band.get_xdata()) == [-0.05, 0.25]


def judged(made: Sample, status: str) -> Sample:
    """With a verdict of this status on the price: 2.5 (1 to 4) after five periods."""
    base = {"outcome": "price", "unit": "%", "power": np.nan, "since": "", "treated": "", "sectors": ""}
    base |= {"check": ANSWER, "title": "Effect"}
    base |= {"question": "?", "equation": "", "detail": "set rate", "value": 2.5, "low": 1.0, "high": 4.0}
    base |= {"threshold": np.nan, "status": status, "gate": False, "advice": ""}
    table = pd.DataFrame([base | {"sentence": "The {policy} moves with {outcome} by itself."}])
    path = {"outcome": "price", "of": "scenario", "unit": "%", "leads": np.nan, "announced": 0}
    paths = pd.DataFrame(
        [path | {"horizon": h, "estimate": h / 2, "low": h / 5, "high": 0.8 * h} for h in range(1, 6)]
    )
    verdict = {"policy": None, "outcomes": [], "effects": ["sector", "period"], "clusters": ["sector"]}
    experiment = made.experiment | {"verdict": verdict}
    found = {"effect_verdict": {"economics": table}, "effect_paths": {"economics": paths}}
    return replace(made, experiment=experiment, **found)


def quote_and_answer(made: Sample) -> tuple[str, str]:
    frame = made.page().summary
    return quoted(given_of(made), frame), first_sentence(frame)


@pytest.mark.slow
@pytest.mark.parametrize("status", ["passed", "undecided", "failed", "not computed"])
def test_the_answer_is_quoted_as_the_page_has_it(complete, status):
    said, answer = quote_and_answer(judged(complete, status))
    assert len(answer) > 30 and answer in said
    assert "errors clustered by sector" in said
    if status in ("failed", "not computed"):
        assert answer.startswith("These data do not answer this")
        assert "What networks say of the rest is not quoted" in said
        assert "2.5" not in said and "per cent higher" not in said and "per cent lower" not in said
    else:
        assert "2.5\u202f% higher (+1.0 to +4.0)" in said


@pytest.mark.slow
def test_what_an_answer_stands_on_is_quoted_with_it(complete):
    passed, _ = quote_and_answer(judged(complete, "passed"))
    unsure, _ = quote_and_answer(judged(complete, "undecided"))
    assert "by itself" not in passed and "What these data cannot show of " in unsure
    assert "by itself." in unsure


def relabelled(made: Sample, table: str, **labels: str) -> Sample:
    """With other labels of variables."""
    data = made.experiment["data"]
    variables = dict(data["tables"][table]["variables"])
    variables |= {name: variables[name] | {"label": label} for name, label in labels.items()}
    tables = data["tables"] | {table: data["tables"][table] | {"variables": variables}}
    return replace(made, experiment=made.experiment | {"data": data | {"tables": tables}})


@pytest.mark.slow
def test_what_is_told_is_known_by_its_variable_not_by_how_its_label_begins(complete):
    """Judged is “Output” of the sectors; “Output per worker”, and a nation's “Output”, are other things."""
    made = relabelled(judged(complete, "passed"), "sectors", price="Output", volume="Output per worker")
    said, answer = quote_and_answer(made)
    networks = said.partition("By Bayesian neural networks")[2]
    assert "output" in answer and "output per worker" in networks and "output (all" not in networks
    made = relabelled(judged(complete, "passed"), "national", unemployment="GDP")
    said, answer = quote_and_answer(made)
    networks = said.partition("By Bayesian neural networks")[2]
    assert "real GDP per adult" in answer and "GDP, period" in networks and "real GDP" not in networks


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (
            ["undecided", "passed", "undecided"],
            "Of 3 verdicts on the networks none failed; 2 cannot say: the fit.",
        ),
        (["failed", "void", "passed"], "Of 2 verdicts on the networks 1 failed: the fit."),
        (["passed"], "Of 1 verdict on the networks none failed."),
    ],
)
def test_verdicts_that_cannot_say_are_counted(complete, ends, said):
    table = pd.DataFrame({"status": ends, "title": "The fit"})
    made = given_of(replace(complete, verdicts={"tier1": table}))
    assert said in quoted(made, answered_frame())


def answered_frame() -> pd.DataFrame:
    """A page's frame with an answer alone."""
    return pd.DataFrame({"role": ["text"], "kind": ["answer plain"], "text": ["Up by 2 %."]})


def test_the_quote_names_data_seed_and_version(given, complete):
    said = quoted(given, answered_frame())
    assert f"seed {complete.experiment['seed']}" in said and "tradewinds 0." in said
    assert complete.experiment["data"]["name"] in said and "rows)" in said and " Up by 2 %. " in said


def test_references_are_those_of_what_was_used(complete):
    made = [{"packages": {"numpyro": "0.20.1", "numpy": "2.4.6"}, "inputs": {"raw/a_b.parquet": "f" * 64}}]
    own = complete.experiment | {"data": complete.experiment["data"] | {"synthetic": None}}
    text = references(given_of(replace(complete, experiment=own), made))
    keys = re.findall(r"^@\w+\{(\w+),", text, flags=re.MULTILINE)
    assert {"tradewinds", "snakemake", "numpyro", "numpy", "data1"} <= set(keys) and len(keys) == len(
        set(keys)
    )
    assert "matplotlib" not in keys and "cleanprojection" not in keys
    assert "note = {version 0.20.1}" in text and r"a\_b.parquet, vintage ffffffffffffffff" in text
    assert all(line.count("{") == line.count("}") for line in text.splitlines())
    algorithm = complete.experiment["tier1"]["inference"]["algorithm"]
    assert algorithm in keys and ("nuts" in keys) == (algorithm == "nuts")


def test_versions_are_those_that_the_run_recorded(complete):
    """Of what it recorded none, the file says that it is installed now."""
    made = [{"packages": {"tradewinds": "0.0.7"}}, {"packages": {"tradewinds": "0.0.8", "numpy": "1.2.3"}}]
    given = given_of(complete, made)
    text, said = references(given), quoted(given, answered_frame())
    assert "note = {version 0.0.7, 0.0.8}" in text and "simulated by tradewinds 0.0.7, 0.0.8, seed" in text
    assert "Computed with tradewinds 0.0.7, 0.0.8, experiment" in said and "version 1.2.3" in text
    snakemake = next(line for line in text.splitlines() if line.startswith("@article{snakemake"))
    assert "as installed now" in snakemake and text.count("as installed now") == 1
    assert quoted(given_of(complete), answered_frame()).count("as installed now") == 1


def test_every_algorithm_has_an_entry_and_every_entry_is_whole():
    assert set(_ALGORITHMS) == set(ALGORITHMS)
    known = shipped_entries()
    wanted = [*_PACKAGES.values(), *sum(_ALGORITHMS.values(), []), *sum(_DESIGNS.values(), [])]
    assert set(wanted) <= set(known)
    for entry in known.values():
        assert entry.count("{") == entry.count("}") and "title = {" in entry and "year = {" in entry


@pytest.mark.slow
def test_all_of_it_is_listed_with_captions(given, frame):
    paper = published(given, frame)
    names = {one["name"] for kind in ("figures", "tables") for one in paper.listing[kind]}
    assert {PurePath(one).stem for one in [*paper.figure_files(), *paper.table_files()]} == names
    assert all(one["caption"] for kind in paper.listing.values() for one in kind)
