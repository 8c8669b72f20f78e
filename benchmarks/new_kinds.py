"""Does the verdict on an effect hold on economies that its design was not made on?

    python benchmarks/new_kinds.py [--draws 10] [--first 1] [--kinds seasonal spillover …]

Each kind is a mechanism that trade economists know, with the effect of five points more on every tariff after
twelve months known in closed form, and what the verdict must be decided before it was first run: ``answer``
(the data tell it), ``hold`` (an answer may be given or not: whatever stands must hold the truth) or ``doubt``
(a verdict that stands is wrong, whatever its band). Where the answer says that it is one relative to sectors
whose tariff stays, and in the economy that is another than the effect of a rise of all (``World.relative``),
it is held to that. Otherwise as ``verdicts.py``; ``wrong``: verdicts that stand without an assumption where
they must not, or whose band misses the truth.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import kinds_of_policy as policy
import kinds_of_response as response
import kinds_of_tables as tables
import numpy as np
import pandas as pd
from effects import REFUSED, distributed_lag
from kinds_parts import MONTHS, RISE, World

import tradewinds as tw
from tradewinds.policy.effect_verdict import ANSWER

Draw = Callable[[np.random.Generator], World]


class Kind(NamedTuple):
    draw: Draw
    expected: str
    said: str


KINDS: dict[str, Kind] = {
    "seasonal": Kind(tables.seasonal, "answer", "own seasons"),
    "phased": Kind(response.phased, "answer", "tariffs go in five yearly steps"),
    "on_off_on": Kind(response.on_off_on, "answer", "on, off and on again"),
    "unit_root": Kind(tables.unit_root, "answer", "random walks with a common trend"),
    "fading": Kind(response.fading, "answer", "a response that fades"),
    "building": Kind(response.building, "answer", "a response that builds over 36 months"),
    "gaps": Kind(tables.gaps, "answer", "months missing by chance"),
    "late_sectors": Kind(tables.late_sectors, "answer", "sectors that begin late or end early"),
    "unequal_noise": Kind(tables.unequal_noise, "answer", "noise of .01 to .1"),
    "annual": Kind(tables.annual, "answer", "30 sectors × 25 years"),
    "one_date_most": Kind(response.one_date_most, "answer", "17 of 20 sectors at one date"),
    "asymmetric": Kind(response.asymmetric, "doubt", "rises −3, cuts −.3"),
    "threshold": Kind(response.threshold, "hold", "nothing below 15 %"),
    "quotas": Kind(response.quotas, "hold", "quotas bind in half the sectors"),
    "quota_ends": Kind(response.quota_ends, "doubt", "quotas bind until the middle"),
    "drifting": Kind(response.drifting, "doubt", "elasticity from −.5 to −4"),
    "anticipation_8": Kind(policy.anticipation_8, "hold", "announced eight months ahead"),
    "anticipation_mixed": Kind(policy.anticipation_mixed, "hold", "announced by 0 to 10 months"),
    "anticipation_1": Kind(policy.anticipation_1, "hold", "announced a month ahead"),
    "safeguard": Kind(policy.safeguard, "doubt", "safeguards after surges"),
    "lagged_demand": Kind(policy.lagged_demand, "doubt", "set yearly by imports of the year before"),
    "protection": Kind(policy.protection, "doubt", "trends drive later tariffs"),
    "sector_cause": Kind(policy.sector_cause, "doubt", "set by a lasting cause, at random dates"),
    "exchange_rate": Kind(policy.exchange_rate, "doubt", "currency moves trade and protection"),
    "error_in_tariff": Kind(tables.error_in_tariff, "doubt", "tariff measured with noise"),
    "coded_late": Kind(tables.coded_late, "hold", "half the changes coded late"),
    "one_date_few": Kind(response.one_date_few, "hold", "4 of 12 sectors at one date"),
    "spillover": Kind(response.spillover, "doubt", "−3 own, +2.5 mean of all"),
    "complements": Kind(response.complements, "doubt", "−1 own, −2 mean of all"),
    "small_unseen": Kind(tables.small_unseen, "doubt", "small trade is not published"),
    "reclassified": Kind(tables.reclassified, "hold", "levels move with a nomenclature"),
    "sectors_4": Kind(tables.sectors_4, "hold", "four sectors"),
    "sectors_6": Kind(tables.sectors_6, "hold", "six sectors"),
    "short": Kind(tables.short, "hold", "48 months"),
    "second_tariff": Kind(policy.second_tariff, "doubt", "another duty comes along: no test sees it"),
    "industries": Kind(policy.industries, "hold", "five industries of three sectors"),
    "pandemic": Kind(tables.pandemic, "hold", "a common shock that sectors feel differently"),
    "growth": Kind(tables.growth, "hold", "logistic growth of its own"),
    "holiday": Kind(response.holiday, "answer", "suspensions of some months, again and again"),
    "delayed": Kind(response.delayed, "answer", "nothing for five months, then all"),
    "outages": Kind(tables.outages, "answer", "spells of lost trade"),
    "lobbies": Kind(policy.lobbies, "doubt", "tariffs rise where imports grew over three years"),
    "two_blocs": Kind(policy.two_blocs, "doubt", "a bloc's trend bends when its tariffs begin to rise"),
    "moving_average": Kind(tables.moving_average, "answer", "shocks of twelve months, no autoregression"),
    "regions": Kind(tables.regions, "answer", "24 sectors whose regions share shocks"),
    "staggered": Kind(response.staggered, "answer", "ten points once, at dates of their own"),
    "exemptions": Kind(policy.exemptions, "doubt", "rises are taken back where trade is down"),
    "boycott": Kind(policy.boycott, "doubt", "buyers stay away for a year with half the rises"),
}


def panel_of(world: World) -> tuple[tw.Panel, pd.DataFrame]:
    sector, period = (one.ravel() for one in np.indices(world.volume.shape))
    table = pd.DataFrame(
        {
            "sector": sector,
            "period": period + 1,
            "tariff": world.tariff.ravel(),
            "volume": np.exp(world.volume.ravel()),
        }
    )
    frame = table.dropna().assign(name=lambda one: [f"s{place:02d}" for place in one["sector"]])
    if world.frequency == "month":
        frame["period"] = pd.period_range("2010-01", periods=world.volume.shape[1], freq="M").astype(str)[
            frame["period"] - 1
        ]
    if world.frequency == "year":
        frame["period"] = 1990 + frame["period"]
    frame = frame[["name", "period", "tariff", "volume"]]
    return tw.Panel.from_frame(
        frame, sector="name", frequency=world.frequency, logs=["volume"], gaps=True
    ), table


def judged(kind: str, seed: int) -> dict:
    """One draw: truth, answer, verdict, the check that decided, the plain lag and seconds."""
    world = KINDS[kind].draw(np.random.default_rng((seed, list(KINDS).index(kind))))
    panel, table = panel_of(world)
    begun = time.perf_counter()
    found = panel.effect("volume", tw.Step(RISE, periods=world.periods))
    seconds = time.perf_counter() - begun
    answer, own = found.summary().iloc[0], found.verdicts[found.verdicts["check"] == ANSWER].iloc[0]
    whole = np.isfinite(world.volume).all() and world.periods == MONTHS
    rival = distributed_lag(table) if whole else REFUSED
    claims_relative = bool(answer["relative"]) and world.relative is not None
    truth = world.relative if claims_relative else world.truth
    holds = bool(answer["low"] <= truth <= answer["high"])
    expected = "hold" if claims_relative else KINDS[kind].expected
    return {
        "kind": kind,
        "expected": KINDS[kind].expected,
        "truth": truth,
        **answer[["effect", "low", "high", "verdict"]],
        "check": own["detail"],
        "holds": holds,
        "wrong": answer["verdict"] == "stands" and (not holds or expected == "doubt"),
        "plain": rival.middle,
        "plain_width": rival.high - rival.low,
        "seconds": seconds,
    }


def told(kind: str, found: pd.DataFrame) -> str:
    """A row of the printed table."""
    counts = [(found["verdict"] == name).sum() for name in ("stands", "assumed", "withheld")]
    answered = found[found["verdict"] != "withheld"]
    reasons = found["check"].replace("", np.nan).value_counts()
    why = ", ".join(f"{name} {number}" for name, number in reasons.items())
    means = "".join(f"{found[name].mean():>7.1f}" for name in ("truth", "effect", "plain"))
    held = f"{answered['holds'].sum()}/{len(answered)}"
    return (
        f"{kind:<20}{means}{counts[0]:>8}{counts[1]:>8}{counts[2]:>9}{found['wrong'].sum():>7}{held:>8}  "
        f"{KINDS[kind].expected}: {KINDS[kind].said}; was: {why or '–'}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS))
    asked = parser.parse_args()
    heads = "".join(f"{name:>7}" for name in ("truth", "effect", "plain"))
    print(f"{'kind':<20}{heads}{'stands':>8}{'assumed':>8}{'withheld':>9}{'wrong':>7}{'held':>8}")
    every = []
    for kind in asked.kinds:
        seeds = range(asked.first, asked.first + asked.draws)
        every.append(pd.DataFrame([judged(kind, seed) for seed in seeds]))
        print(told(kind, every[-1]))
        sys.stdout.flush()
    table = pd.concat(every)
    for expected, part in table.groupby("expected", sort=False):
        stands, assumed = (part[part["verdict"] == one] for one in ("stands", "assumed"))
        print(
            f"{expected}: {len(part)} draws, {len(stands)} stand ({stands['holds'].sum()} hold), "
            f"{len(assumed)} on an assumption ({assumed['holds'].sum()} hold), "
            f"wrong and standing {part['wrong'].sum()}"
        )
    given = table[(table["expected"] == "answer") & (table["verdict"] != "withheld")]
    given = given.dropna(subset=["plain", "effect"])
    width = (given["high"] - given["low"]).mean()
    error, other = (np.sqrt(((given[one] - given["truth"]) ** 2).mean()) for one in ("effect", "plain"))
    print(
        f"answer, beside the plain lag: width {width:.2f} ({given['plain_width'].mean():.2f}), "
        f"root mean square error {error:.2f} ({other:.2f}), {len(given)} draws"
    )
    print(f"seconds a verdict: {table['seconds'].median():.2f}")


if __name__ == "__main__":
    main()
