"""Acts of law become the rates that a lawyer would compute by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.law_file import LawTables, read_law
from tradewinds.errors import ScenarioError, SettingsError
from tradewinds.policy.law import statutory_rates, tabulate_acts
from tradewinds.policy.scenario import Ahead, follow
from tradewinds.settings.compose import compose
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.law import ActSettings, LawDate, LawSettings, Stacking, Standing
from tradewinds.settings.path import PathSettings
from tradewinds.settings.schema import validated

CONFIGS = Path(__file__).parents[3] / "configs"
KEYS = pd.DataFrame(
    {"chapter": ["72", "72", "85"], "origin": ["China", "Korea", "China"], "label": ["a", "b", "c"]},
    index=["72 × China", "72 × Korea", "85 × China"],
)
LAST = np.array([0.02, 0.01, 0.0])
MONTHS = pd.date_range("2018-01", periods=24, freq="MS").to_numpy()


def act(rate: float, in_force: str, **more) -> ActSettings:
    return ActSettings(rate=rate, in_force=in_force, **more)


def rates(acts: dict, tables: LawTables | None = None, **law) -> pd.DataFrame:
    """By month and sector, in per cent."""
    law = LawSettings(acts=acts, **law)
    found = statutory_rates(law, "mine", KEYS, LAST, MONTHS, Frequency.month, tables or LawTables())
    return pd.DataFrame(100 * found, index=pd.PeriodIndex(MONTHS, freq="M").astype(str), columns=KEYS.index)


STEEL = act(0.25, "2018-03-23", where={"chapter": ["72"]}, exempt={"origin": ["Korea"]})


def test_a_month_has_its_share_of_days():
    """Nine of 31 days of March."""
    found = rates({"steel": STEEL})
    assert found.loc["2018-02"].tolist() == pytest.approx([2, 1, 0])
    assert found.loc["2018-03"].tolist() == pytest.approx([2 + 25 * 9 / 31, 1, 0])
    assert found.loc["2018-04"].tolist() == pytest.approx([27, 1, 0])
    assert found.loc["2019-12"].tolist() == pytest.approx([27, 1, 0])


def test_a_year_has_its_share_of_days():
    years = np.array(["2018-01-01", "2019-01-01"], "datetime64[ns]")
    law = LawSettings(acts={"steel": act(0.25, "2018-07-01")})
    found = statutory_rates(law, "mine", KEYS, LAST, years, Frequency.year, LawTables())
    assert found[:, 0] == pytest.approx([0.02 + 0.25 * 184 / 365, 0.27])


LIST_3 = {
    "list 3": act(0.10, "2018-09-24", announced="2018-07-10", where={"origin": ["China"]}, covered=0.4),
    "list 3 raised": act(0.25, "2019-05-10", announced="2019-05-05", collected="2019-06-01", amends="list 3"),
}


@pytest.mark.parametrize(
    ("dates", "may", "june", "july_before"),
    [
        (LawDate.in_force, 0.4 * (10 + 15 * 22 / 31), 10, 0),
        (LawDate.collected, 4, 10, 0),
        (LawDate.announced, 0.4 * (10 + 15 * 27 / 31), 10, 0.4 * 10 * 22 / 31),
    ],
)
def test_an_amendment_changes_the_rate_on_the_day_that_is_asked_for(dates, may, june, july_before):
    found = rates(LIST_3, dates=dates)["85 × China"]
    assert found["2019-05"] == pytest.approx(may) and found["2019-06"] == pytest.approx(june)
    assert found["2018-07"] == pytest.approx(july_before) and found["2019-04"] == pytest.approx(4)


def test_an_amendment_may_end_an_act_for_some():
    acts = {
        "steel": replace(STEEL, exempt={}),
        "Korea let off": act(0.0, "2018-05-01", amends="steel", where={"origin": ["Korea"]}),
    }
    found = rates(acts)
    assert found["72 × Korea"]["2018-04":"2018-06"].tolist() == pytest.approx([26, 1, 1])
    assert found["72 × China"]["2018-06"] == pytest.approx(27)


@pytest.mark.parametrize(
    ("stacking", "china", "korea"),
    [(Stacking.added, 2 + 7.5, 1 + 7.5), (Stacking.replaces, 1 + 7.5, 0.5 + 7.5), (Stacking.highest, 8.5, 8)],
)
def test_how_acts_stack(stacking, china, korea):
    """Half of the trade of a sector at 15 %."""
    found = rates({"all": act(0.15, "2018-01-01", stacking=stacking, covered=0.5)})
    assert found.loc["2018-01"].tolist()[:2] == pytest.approx([china, korea])


def test_the_higher_of_two_is_not_their_sum_nor_the_later():
    """On 25 % a rate of 15 % that is no addition changes nothing; in its place it is a cut."""
    first = act(0.25, "2018-01-01", where={"chapter": ["72"]})
    for stacking, expected in ((Stacking.highest, 27.0), (Stacking.replaces, 15.0), (Stacking.added, 42.0)):
        found = rates({"steel": first, "all": act(0.15, "2018-06-01", stacking=stacking)})
        assert found["72 × China"]["2018-06"] == pytest.approx(expected)


@pytest.mark.parametrize("stacking", list(Stacking))
def test_where_an_act_is_ended_what_stood_stands_again(stacking):
    """A base of 5, an act of 20 from February, ended in March and back at 30 in May."""
    acts = {
        "base": act(0.05, "2018-01-01"),
        "act": act(0.20, "2018-02-01", stacking=stacking),
        "ended": act(0.0, "2018-03-01", amends="act"),
        "back": act(0.30, "2018-05-01", amends="ended"),
    }
    more = 5 if stacking == Stacking.added else 0
    found = rates(acts, upon=Standing.nothing)["85 × China"]
    assert found.iloc[:5].tolist() == pytest.approx([5, 20 + more, 5, 5, 30 + more])


def test_free_of_duty_is_an_act_of_its_own():
    acts = {"base": act(0.05, "2018-01-01"), "free": act(0.0, "2018-02-01", stacking=Stacking.replaces)}
    found = rates(acts, upon=Standing.nothing)["85 × China"]
    assert found.iloc[:2].tolist() == pytest.approx([5, 0])


def test_amendments_follow_each_other_by_their_days():
    """As they are listed, the earlier one last."""
    acts = {
        "act": act(0.10, "2018-01-01"),
        "last": act(0.30, "2018-04-01", amends="act"),
        "first": act(0.20, "2018-02-01", amends="act"),
    }
    found = rates(acts, upon=Standing.nothing)["85 × China"]
    assert found.iloc[:5].tolist() == pytest.approx([10, 20, 20, 30, 30])


def test_a_list_may_name_only_what_there_is():
    acts = {"list": act(0.10, "2018-01-01", listed="list.csv")}
    for codes, said in (
        (["7219", "7218"], r"law\.acts\.list\.listed: no product '7218' in the data; expected some of 7208"),
        (["9998", "9999"], "no product '9998' in the data, nor 1 more of the list"),
    ):
        listed = pd.DataFrame({"product": codes, "share": 1.0})
        with pytest.raises(ScenarioError, match=said):
            rates(acts, LawTables(TRADE, {"list": listed}), trade="trade.csv")


def test_shares_differ_by_sector_and_by_key():
    shares = {"72": 0.1, "85 × China": 0.6}
    found = rates({"list": act(0.25, "2018-01-01", covered=0.0, shares=shares)}).loc["2018-02"]
    assert found.tolist() == pytest.approx([2 + 2.5, 1 + 2.5, 15])


def test_an_old_schedule_is_asked_of_now():
    """The path begins with 2018-01, the schedule's calendar with 2015-07."""
    found = rates({"steel": act(0.25, "2015-09-16")}, first="2015-07", upon=Standing.nothing)["72 × China"]
    assert found.iloc[:4].tolist() == pytest.approx([0, 0, 12.5, 25])


TRADE = pd.DataFrame(
    {
        "chapter": ["72", "72", "72", "85", "85"],
        "origin": ["China", "China", "Korea", "China", "China"],
        "product": ["7208", "7219", "7208", "8517", "8541"],
        "weight": [30.0, 10.0, 8.0, 60.0, 40.0],
    }
)


def test_rows_of_trade_are_weighed_as_in_the_base_period():
    listed = pd.DataFrame({"product": ["7219", "8517"], "share": [1.0, 0.5]})
    acts = {
        "steel": act(0.25, "2018-01-01", where={"product": ["7208"]}),
        "list": act(0.10, "2018-01-01", listed="list.csv"),
    }
    tables = LawTables(TRADE, {"list": listed})
    found = rates(acts, tables, trade="trade.csv").loc["2018-03"]
    assert found.tolist() == pytest.approx([2 + 0.75 * 25 + 0.25 * 10, 26, 0.6 * 0.5 * 10])


def test_the_table_of_acts_says_what_is_covered():
    listed = act(0.10, "2018-09-24", covered=0.5, where={"origin": ["China"]})
    acts = {"list": listed, "late": act(0.1, "2021-01-01")}
    law = LawSettings(acts=acts)
    weights = np.array([1.0, 1.0, 2.0])
    found = tabulate_acts(law, "mine", KEYS, weights, MONTHS, Frequency.month, LawTables()).set_index("act")
    assert found.loc["list", ["sectors", "covered", "period"]].tolist() == [2, 0.375, "2018-09"]
    assert found.loc["late", "period"] == "" and found.loc["late", "covered"] == 1


REFUSED = {
    "before the path": ({"old": act(0.1, "2017-12-31")}, {}, "began on 2017-12-31, before the path"),
    "after it": ({"late": act(0.1, "2021-01-01")}, {}, "no act begins before the path ends on 2020-01-01"),
    "no such key": ({"x": act(0.1, "2018-02-01", where={"product": ["72"]})}, {}, "no key 'product'"),
    "no such value": ({"x": act(0.1, "2018-02-01", where={"origin": ["Chile"]})}, {}, "no origin 'Chile'"),
    "nothing met": ({"x": act(0.1, "2018-02-01", covered=0.0)}, {}, "meets nothing"),
    "no such share": ({"x": act(0.1, "2018-02-01", shares={"73": 0.1})}, {}, "'73' is no sector"),
}


@pytest.mark.parametrize(("acts", "more", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_said(acts, more, said):
    with pytest.raises(ScenarioError, match=said):
        rates(acts, **more)


def test_sectors_without_trade_in_the_base_period_are_named():
    with pytest.raises(ScenarioError, match="no trade of 1 of 3 sectors in 2017, first 72 × Korea"):
        rates(
            {"x": act(0.1, "2018-02-01")}, LawTables(TRADE[TRADE["origin"] == "China"]),
            trade="trade.csv", trade_period="2017",
        )  # fmt: skip


def test_a_calendar_is_needed():
    law = LawSettings(acts={"x": act(0.1, "2018-02-01")})
    with pytest.raises(ScenarioError, match="periods without a calendar"):
        statutory_rates(law, "mine", KEYS, LAST, np.arange(3), Frequency.step, LawTables())


def test_a_path_follows_the_law_in_the_sectors_it_is_asked_of():
    law = LawSettings(acts={"all": act(0.1, "2018-01-01")})
    ahead = Ahead(list(KEYS.index), LAST, MONTHS, Frequency.month, "tariff", KEYS)
    found = follow(PathSettings(name="mine", shape="law", law=law, sectors=["72 × Korea"]), ahead)
    assert found[0].tolist() == pytest.approx([0.02, 0.11, 0.0])


def test_files_are_read_as_they_are(tmp_path):
    """Codes keep their zeros, the base period is summed, a row without trade is none."""
    (tmp_path / "trade.csv").write_text(
        "hs,origin,period,value\n01,China,2016-12,9\n01,China,2017-01,1\n01,China,2017-12,2\n02,China,2017-05,0\n"
    )
    (tmp_path / "list.csv").write_text("product,share\n0101,0.5\n")
    law = LawSettings(
        acts={"x": act(0.1, "2018-02-01", listed="list.csv")},
        trade="trade.csv", trade_period="2017", trade_columns={"chapter": "hs"},
    )  # fmt: skip
    found = read_law(law, tmp_path, Frequency.month)
    assert found.trade.to_dict("list") == {"chapter": ["01"], "origin": ["China"], "weight": [3.0]}
    assert found.listed["x"].to_dict("list") == {"product": ["0101"], "share": [0.5]}
    (tmp_path / "list.csv").write_text("product,share\n0101,50\n")
    with pytest.raises(ScenarioError, match="list.csv: share = 50 in row 1; expected a share"):
        read_law(law, tmp_path, Frequency.month)


WRONG = {
    "acts": ({"acts": {}}, "at least one act"),
    "no day": ({"acts": {"x": {"rate": 0.1, "in_force": "2018-02-30"}}}, "a day of the calendar"),
    "per cent": ({"acts": {"x": {"rate": 25, "in_force": "2018-02-01"}}}, "a rate, a fraction"),
    "order": (
        {"acts": {"x": {"rate": 0.1, "in_force": "2018-02-01", "announced": "2018-03-01"}}},
        "days one after the other",
    ),
    "amends": ({"acts": {"x": {"rate": 0.1, "in_force": "2018-02-01", "amends": "y"}}}, "there is none"),
    "announced": (
        {"acts": {"x": {"rate": 0.1, "in_force": "2018-02-01"}}, "dates": "announced"},
        "the day on which it became known",
    ),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_settings_that_cannot_be_are_refused(content, said):
    with pytest.raises(SettingsError, match=said):
        validated(PathSettings, {"shape": "law", "law": content}, "scenario")


@pytest.fixture(scope="module")
def law_2018() -> pd.DataFrame:
    """Rates of the schedule of 2018 and 2019, in per cent, by the days on which acts were announced and by
    those on which they came into force."""
    chapters, origins = ("72", "76", "85"), ("China", "Japan", "Korea, South", "Brazil", "Canada", "Germany")
    others = ("Mexico", "Austria", "Belgium", "France", "Ireland", "Italy", "Netherlands", "Spain", "Sweden")
    keys = pd.DataFrame([(c, o) for c in ("73", *chapters) for o in (*origins, *others, "United Kingdom")])
    keys.columns, keys.index = ["chapter", "origin"], [f"{c} × {o}" for c, o in keys.to_numpy()]
    law = compose(CONFIGS, "us_statute", ["scenario=law_2018"]).scenario.law
    months = pd.date_range("2018-01", periods=26, freq="MS")
    none = np.zeros(len(keys))
    found = {
        dates: pd.DataFrame(
            100 * statutory_rates(replace(law, dates=dates), "law", keys, none, months.to_numpy(),
                                  Frequency.month, LawTables()),
            index=months.strftime("%Y-%m"), columns=keys.index,
        )
        for dates in (LawDate.announced, LawDate.in_force)
    }  # fmt: skip
    return pd.concat(found)


@pytest.mark.slow
def test_quotas_of_korea_and_brazil_are_of_steel_alone(law_2018):
    """Ten per cent of four fifths of chapter 76: from 1 May 2018 (Korea) and 1 June (Brazil)."""
    found = law_2018.loc[LawDate.in_force]
    korea, brazil = found["76 × Korea, South"], found["76 × Brazil"]
    assert korea["2018-03":"2018-06"].tolist() == pytest.approx([0, 0, 8, 8])
    assert brazil["2018-03":"2018-07"].tolist() == pytest.approx([0, 0, 0, 8, 8])
    assert (found[["72 × Korea, South", "72 × Brazil"]] == 0).all(axis=None)
    assert found["76 × Canada"][["2018-06", "2019-04", "2019-06"]].tolist() == pytest.approx([8, 8, 0])


def test_list_4a_was_announced_at_ten_and_came_at_fifteen(law_2018):
    """On 24 % of trade: 10 % known from 1 August 2019, 15 % from the 23rd, paid from 1 September."""
    before = 25 * 0.5
    known, paid = (law_2018.loc[dates, "85 × China"] for dates in (LawDate.announced, LawDate.in_force))
    assert known["2019-08"] == pytest.approx(before + 24 * (0.10 * 22 + 0.15 * 9) / 31)
    assert known["2019-09"] == pytest.approx(before + 24 * 0.15)
    assert paid["2019-08":"2019-09"].tolist() == pytest.approx([before, before + 24 * 0.15])
