"""Does the verdict on an effect hold on economies that its design was not made on?

    python benchmarks/new_kinds.py [--draws 10] [--first 1] [--kinds seasonal spillover …]

Each kind is a mechanism that trade economists know, with the effect of five points more on every tariff after
twelve months known in closed form, and what the verdict must be decided before it was first run: ``answer``
(the data tell it), ``hold`` (an answer may be given or not: whatever stands must hold the truth) or ``doubt``
(a verdict that stands is wrong, whatever its band). Otherwise as ``verdicts.py``; ``wrong``: verdicts that
stand without an assumption where they must not, or whose band misses the truth.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from effects import REFUSED, distributed_lag

import tradewinds as tw
from tradewinds.policy.effect_verdict import ANSWER

RISE, MONTHS = 0.05, 12
SECTORS, PERIODS, EARLIER = 10, 96, 60
"""``EARLIER``: months simulated before the first that is seen."""
ELASTICITY = -2.0


class World(NamedTuple):
    """What is seen of a history, tariff and log volume [S, T] (NaN where there is no row), and the truth."""

    tariff: np.ndarray
    volume: np.ndarray
    truth: float
    periods: int = MONTHS
    frequency: str = "step"


Draw = Callable[[np.random.Generator], World]


class Kind(NamedTuple):
    draw: Draw
    expected: str
    said: str


# parts ---------------------------------------------------------------------------------------------------


def walks(rng, sectors=SECTORS, periods=PERIODS, chance=0.025, change=(-0.05, 0.09), start=(0.02, 0.08)):
    """Tariffs by law [S, EARLIER + T]: none moves before the first that is seen."""
    moves = rng.uniform(*change, (sectors, periods)) * (rng.random((sectors, periods)) < chance)
    moves[:, 0] = 0.0
    rates = np.empty((sectors, EARLIER + periods))
    rates[:, :EARLIER] = rng.uniform(*start, sectors)[:, None]
    for t in range(periods):
        rates[:, EARLIER + t] = np.clip(rates[:, EARLIER + t - 1] + moves[:, t], 0.005, 0.6)
    return rates


def lasting(rng, shape, memory=0.6, noise=0.03):
    """Autoregression of order one [.., T]."""
    z = noise * rng.standard_normal(shape)
    for t in range(1, shape[-1]):
        z[..., t] += memory * z[..., t - 1]
    return z


def trade(rng, sectors=SECTORS, periods=PERIODS, memory=0.6, noise=0.03):
    """Log volume without tariffs [S, EARLIER + T]: usual level, what is shared, own disturbance."""
    length = EARLIER + periods
    usual = rng.normal(0, 0.6, (sectors, 1))
    return 5 + usual + lasting(rng, (1, length), 0.8, 0.02) + lasting(rng, (sectors, length), memory, noise)


def felt(x, kernel):
    """Σ_k kernel[k] Δx[t − k], from where x stood at first."""
    moves = np.diff(x, axis=1, prepend=x[:, :1])
    return sum(
        weight * np.pad(moves, ((0, 0), (lag, 0)))[:, : x.shape[1]]
        for lag, weight in enumerate(_long(kernel, x))
    )


def _long(kernel, x):
    kernel = np.asarray(kernel, float)
    return np.concatenate([kernel, np.full(max(0, x.shape[1] - len(kernel)), kernel[-1])])[: x.shape[1]]


def effect(rates, slopes, rise=RISE):
    """Per cent, mean of sectors, of a rise of every last tariff at once; slopes per log point."""
    return float(
        100 * np.expm1(np.asarray(slopes) * (np.log1p(rates[:, -1] + rise) - np.log1p(rates[:, -1]))).mean()
    )


def seen(*arrays):
    return [one[:, EARLIER:] for one in arrays]


def plain(rng, kernel=(ELASTICITY,), rates=None, base=None, **parts):
    """Response with a kernel by months since a rise."""
    rates = walks(rng, **parts) if rates is None else rates
    sectors, periods = rates.shape[0], rates.shape[1] - EARLIER
    base = trade(rng, sectors, periods) if base is None else base
    volume = base + felt(np.log1p(rates), kernel)
    kernel = list(kernel) + [kernel[-1]] * MONTHS
    return World(*seen(rates, volume), effect(rates, kernel[MONTHS - 1]))


# kinds ---------------------------------------------------------------------------------------------------


def seasonal(rng):
    world = plain(rng)
    month, phase = np.arange(PERIODS), rng.uniform(0, 2 * np.pi, (SECTORS, 1))
    swing = rng.uniform(0.05, 0.2, (SECTORS, 1)) * np.cos(2 * np.pi * month / 12 + phase)
    return world._replace(volume=world.volume + swing, frequency="month")


def phased(rng):
    """A free trade area: in most sectors tariffs of 12 to 25 % go in five equal yearly steps."""
    rates = np.repeat(rng.uniform(0.12, 0.25, (SECTORS, 1)), EARLIER + PERIODS, axis=1)
    for s in range(SECTORS):
        if s % 5:
            first = EARLIER + rng.integers(6, 36)
            top = rates[s, 0]
            for stage in range(5):
                rates[s, first + 12 * stage :] = top * (1 - (stage + 1) / 5)
    return plain(rng, rates=rates)


def on_off_on(rng):
    rates = np.repeat(rng.uniform(0.02, 0.08, (SECTORS, 1)), EARLIER + PERIODS, axis=1)
    for s in range(SECTORS):
        t, on, top = EARLIER + rng.integers(4, 30), True, rng.uniform(0.08, 0.25)
        while t < EARLIER + PERIODS:
            rates[s, t:] = rates[s, 0] + (top if on else 0)
            on, t = not on, t + rng.integers(6, 24)
    return plain(rng, rates=rates)


def unit_root(rng):
    length = EARLIER + PERIODS
    common = rng.normal(0.003, 0.02, (1, length)).cumsum(axis=1)
    base = (
        5 + rng.normal(0, 0.6, (SECTORS, 1)) + common + rng.normal(0, 0.02, (SECTORS, length)).cumsum(axis=1)
    )
    return plain(rng, base=base)


def fading(rng):
    return plain(rng, kernel=-0.5 - 1.5 * 0.8 ** np.arange(40))


def building(rng):
    return plain(rng, kernel=-3.0 * np.minimum(1, (1 + np.arange(36)) / 36))


def asymmetric(rng):
    rates = walks(rng, change=(-0.08, 0.08), start=(0.1, 0.2))
    moves = np.diff(np.log1p(rates), axis=1, prepend=np.log1p(rates[:, :1]))
    response = (-3.0 * np.maximum(moves, 0) - 0.3 * np.minimum(moves, 0)).cumsum(axis=1)
    return World(*seen(rates, trade(rng) + response), effect(rates, -3.0))


def threshold(rng):
    """Water in the tariff: nothing is felt below 15 %."""
    rates = walks(rng, change=(-0.08, 0.1), start=(0.05, 0.2), chance=0.03)

    def bite(one):
        return -4.0 * np.maximum(np.log1p(one) - np.log1p(0.15), 0)

    truth = 100 * np.expm1(bite(rates[:, -1] + RISE) - bite(rates[:, -1])).mean()
    return World(*seen(rates, trade(rng) + bite(rates)), float(truth))


def quotas(rng):
    """Half the sectors have a quota that binds: their volume moves little, and not with the tariff."""
    rates, base = walks(rng), trade(rng)
    bound = (np.arange(SECTORS) % 2 == 0)[:, None]
    volume = base + np.where(bound, 0.0, -2.5) * (np.log1p(rates) - np.log1p(rates[:, :1]))
    return World(*seen(rates, volume), effect(rates, np.where(bound[:, 0], 0.0, -2.5)))


def quota_ends(rng):
    """Quotas bind in all sectors until the middle of the history, and in none after."""
    rates, base = walks(rng, chance=0.035), trade(rng)
    moved = np.log1p(rates) - np.log1p(rates[:, :1])
    free = np.arange(EARLIER + PERIODS) >= EARLIER + 45
    volume = base + np.where(free, -2.5, 0.0) * moved
    return World(*seen(rates, volume), effect(rates, -2.5))


def _announced(rng, ahead, stocks=3.0, slope=-0.9):
    """``ahead`` [S, T]: months by which the rate of t was known before."""
    rates = walks(rng)
    x = np.log1p(rates)
    future = x.copy()
    for s in range(len(x)):
        for t in np.flatnonzero(np.abs(np.diff(x[s])) > 0) + 1:
            known = max(t - ahead(s, t), 0)
            # stocks rise evenly from the announcement until the rate holds
            run = np.linspace(0, 1, t - known + 1)[1:] if t > known else np.ones(0)
            future[s, known:t] += (x[s, t] - x[s, t - 1]) * run
    stock = stocks * (future - x)
    volume = trade(rng) + slope * x + np.diff(stock, axis=1, prepend=stock[:, :1])
    return World(*seen(rates, volume), effect(rates, slope))


def anticipation_8(rng):
    return _announced(rng, lambda s, t: 8)


def anticipation_mixed(rng):
    return _announced(rng, lambda s, t: int(rng.integers(0, 11)))


def anticipation_1(rng):
    return _announced(rng, lambda s, t: 1, stocks=1.0)


def _reacting(rng, rule, slope, memory=0.6, noise=0.03, chance=0.025, later=0.0):
    """Tariffs that answer trade: ``rule(t, own disturbances, rates)`` is added to the law's changes."""
    length = EARLIER + PERIODS
    own = lasting(rng, (SECTORS, length), memory, noise)
    drawn = walks(rng, chance=chance)
    rates = drawn.copy()
    for t in range(1, length):
        rates[:, t] = np.clip(
            rates[:, t - 1] + drawn[:, t] - drawn[:, t - 1] + rule(t, own, rates), 0.005, 0.6
        )
    base = 5 + rng.normal(0, 0.6, (SECTORS, 1)) + lasting(rng, (1, length), 0.8, 0.02)
    return World(*seen(rates, base + own + slope * np.log1p(rates)), effect(rates, slope))


def safeguard(rng):
    """Eight points for 24 months after half a year of imports above their mean; then they go."""
    until = np.zeros(SECTORS, int)

    def rule(t, own, rates):
        ends = until == t
        begins = (until < t) & (own[:, max(0, t - 6) : t].mean(axis=1) > 0.05) & (t > EARLIER)
        until[begins] = t + 24
        return 0.08 * begins - 0.08 * ends

    return _reacting(rng, rule, -1.0, memory=0.85, noise=0.025, chance=0.01)


def lagged_demand(rng):
    """Once a year each sector's rate is set anew, by how far imports of the year before were above normal."""
    month, before = rng.integers(0, 12, SECTORS), np.zeros(SECTORS)

    def rule(t, own, rates):
        now = (t % 12 == month) & (t >= 12)
        asked = 0.5 * own[:, max(0, t - 12) : t].mean(axis=1)
        moved = np.where(now, asked - before, 0.0)
        before[now] = asked[now]
        return moved

    return _reacting(rng, rule, 0.0, memory=0.9, noise=0.03, chance=0.01)


def protection(rng):
    """Sectors that lose imports by a trend are let off: tariffs fall, late, where trends are down."""
    world_rates = walks(rng, chance=0.012)
    trend = rng.normal(0, 0.004, (SECTORS, 1))
    length = EARLIER + PERIODS
    for s in range(SECTORS):
        for _ in range(2):
            world_rates[s, EARLIER + rng.integers(20, 90) :] += 8 * trend[s, 0] + rng.normal(0, 0.01)
    rates = np.clip(world_rates + 0.08, 0.005, 0.6)
    base = trade(rng) + trend * (np.arange(length) - EARLIER)
    return World(*seen(rates, base - 1.0 * np.log1p(rates)), effect(rates, -1.0))


def _set_by_cause(rng, cause, weight, load, slope, chance=0.03):
    """At random dates a sector's rate is set by a hidden cause [S, T] as it is then."""
    length = EARLIER + PERIODS
    rates = np.repeat(rng.uniform(0.12, 0.2, (SECTORS, 1)), length, axis=1)
    usual = rates[:, 0].copy()
    for t in range(EARLIER + 1, length):
        now = rng.random(SECTORS) < chance
        rates[now, t:] = np.clip(
            usual[now] + weight * cause[now, t] + rng.normal(0, 0.02, now.sum()), 0.005, 0.6
        )[:, None]
    volume = trade(rng) + load * cause + slope * np.log1p(rates)
    return World(*seen(rates, volume), effect(rates, slope))


def sector_cause(rng):
    cause = lasting(rng, (SECTORS, EARLIER + PERIODS), 0.95, 0.02)
    return _set_by_cause(rng, cause, -0.8, 2.0, 0.0)


def exchange_rate(rng):
    """Exposed sectors lose trade when the currency falls, and get protection then."""
    rate = rng.normal(0, 0.025, (1, EARLIER + PERIODS)).cumsum(axis=1)
    cause = rng.uniform(0, 1, (SECTORS, 1)) * (rate - rate[:, EARLIER : EARLIER + 1])
    return _set_by_cause(rng, cause, -0.5, 1.2, -0.5)


def error_in_tariff(rng):
    world = plain(rng)
    return world._replace(tariff=np.clip(world.tariff + rng.normal(0, 0.01, world.tariff.shape), 0.0, 1.0))


def coded_late(rng):
    """Half the changes stand in the table two to five months after they came into force."""
    world = plain(rng)
    told = world.tariff.copy()
    for s in range(SECTORS):
        for t in np.flatnonzero(np.abs(np.diff(world.tariff[s])) > 0) + 1:
            if rng.random() < 0.5:
                told[s, t : t + rng.integers(2, 6)] = told[s, t - 1]
    return world._replace(tariff=told)


def _one_date(rng, sectors, treated):
    rates = np.repeat(rng.uniform(0.02, 0.08, (sectors, 1)), EARLIER + PERIODS, axis=1)
    rates[:treated, EARLIER + 48 :] += rng.uniform(0.08, 0.25, (treated, 1))
    return plain(rng, rates=rates)


def one_date_few(rng):
    return _one_date(rng, 12, 4)


def one_date_most(rng):
    return _one_date(rng, 20, 17)


def spillover(rng):
    """Buyers go to other sectors: −3 of the own tariff, +2.5 of the mean of all."""
    rates = walks(rng)
    x = np.log1p(rates)
    volume = trade(rng) - 3.0 * x + 2.5 * x.mean(axis=0)
    gap = np.log1p(rates[:, -1] + RISE) - np.log1p(rates[:, -1])
    return World(*seen(rates, volume), float(100 * np.expm1(-3.0 * gap + 2.5 * gap.mean()).mean()))


def complements(rng):
    """Chains of supply: −1 of the own tariff, −2 of the mean of all."""
    rates = walks(rng)
    x = np.log1p(rates)
    volume = trade(rng) - 1.0 * x - 2.0 * x.mean(axis=0)
    gap = np.log1p(rates[:, -1] + RISE) - np.log1p(rates[:, -1])
    return World(*seen(rates, volume), float(100 * np.expm1(-1.0 * gap - 2.0 * gap.mean()).mean()))


def gaps(rng):
    """A tenth of the months are missing, by chance."""
    world = plain(rng)
    return world._replace(volume=np.where(rng.random(world.volume.shape) < 0.1, np.nan, world.volume))


def late_sectors(rng):
    """A third of 15 sectors begin in the middle, others end early."""
    world = plain(rng, sectors=15)
    volume = world.volume.copy()
    for s in range(5):
        volume[s, : rng.integers(15, 40)] = np.nan
    for s in range(5, 8):
        volume[s, rng.integers(60, 85) :] = np.nan
    return world._replace(volume=volume)


def small_unseen(rng):
    """Trade below a limit is not published: where a tariff cuts it, the month is missing."""
    rates = walks(rng, sectors=14, chance=0.035, change=(-0.08, 0.12))
    volume = trade(rng, sectors=14, memory=0.6, noise=0.08) - 2.0 * np.log1p(rates)
    own = volume - volume[:, :EARLIER].mean(axis=1, keepdims=True)
    hidden = own < -0.12
    return World(*seen(rates, np.where(hidden, np.nan, volume)), effect(rates, -2.0))


def reclassified(rng):
    """A new nomenclature moves the level of a third of the sectors at one date."""
    world = plain(rng)
    jump = np.where(np.arange(SECTORS)[:, None] % 3 == 0, rng.normal(0, 0.25, (SECTORS, 1)), 0.0)
    date = rng.integers(24, 72)
    return world._replace(volume=world.volume + jump * (np.arange(PERIODS) >= date))


def sectors_4(rng):
    return plain(rng, sectors=4, chance=0.04)


def sectors_6(rng):
    return plain(rng, sectors=6, chance=0.04)


def short(rng):
    return plain(rng, periods=48, chance=0.05)


def annual(rng):
    """30 sectors × 25 years; asked after three years."""
    rates = walks(rng, sectors=30, periods=25, chance=0.15)
    volume = trade(rng, 30, 25, 0.5, 0.05) + felt(np.log1p(rates), [-1.0, -2.0, -2.5])
    return World(*seen(rates, volume), effect(rates, -2.5), 3, "year")


def second_tariff(rng):
    """With half of all changes another duty, which is not in the table, moves as much."""
    rates = walks(rng)
    moves = np.diff(np.log1p(rates), axis=1, prepend=np.log1p(rates[:, :1]))
    other = (moves * (rng.random(moves.shape) < 0.5)).cumsum(axis=1)
    return World(*seen(rates, trade(rng) - 2.0 * (np.log1p(rates) + other)), effect(rates, -2.0))


def industries(rng):
    """15 sectors of five industries: shocks and tariffs are those of the industry."""
    rates = np.repeat(walks(rng, sectors=5, chance=0.035), 3, axis=0)
    industry = np.repeat(lasting(rng, (5, EARLIER + PERIODS), 0.85, 0.03), 3, axis=0)
    return plain(rng, rates=rates, base=trade(rng, 15) + industry)


def unequal_noise(rng):
    length = EARLIER + PERIODS
    base = 5 + rng.normal(0, 0.6, (SECTORS, 1)) + lasting(rng, (1, length), 0.8, 0.02)
    own = lasting(rng, (SECTORS, length), 0.6, 1.0) * np.geomspace(0.01, 0.1, SECTORS)[:, None]
    return plain(rng, base=base + own)


def pandemic(rng):
    """A deep common shock of eight months meets sectors differently, whatever their tariffs do."""
    world = plain(rng)
    shock = np.zeros(PERIODS)
    date = rng.integers(30, 80)
    shock[date : date + 8] = -np.linspace(1, 0.2, 8)[: PERIODS - date]
    return world._replace(volume=world.volume + rng.uniform(0, 0.5, (SECTORS, 1)) * shock)


def growth(rng):
    """Products that are taken up along logistic curves of their own."""
    world = plain(rng)
    month = np.arange(PERIODS)
    curve = rng.uniform(0, 0.6, (SECTORS, 1)) / (1 + np.exp(-(month - rng.uniform(20, 80, (SECTORS, 1))) / 8))
    return world._replace(volume=world.volume + curve)


def drifting(rng):
    """The elasticity goes evenly from −.5 to −4."""
    rates = walks(rng, chance=0.03)
    slope = np.concatenate([np.full(EARLIER, -0.5), np.linspace(-0.5, -4.0, PERIODS)])
    moved = np.log1p(rates) - np.log1p(rates[:, :1])
    return World(*seen(rates, trade(rng) + slope * moved), effect(rates, -4.0))


def holiday(rng):
    """Suspensions of three to nine months, again and again, on top of a rate that law moves."""
    rates = walks(rng, chance=0.01, start=(0.1, 0.2))
    for s in range(SECTORS):
        for begin in EARLIER + rng.choice(PERIODS - 10, 2, replace=False):
            rates[s, begin : begin + rng.integers(3, 10)] = 0.005
    return plain(rng, rates=rates)


def delayed(rng):
    """Contracts: nothing for five months, then all at once."""
    return plain(rng, kernel=[0.0] * 5 + [ELASTICITY])


def lobbies(rng):
    """Sectors whose imports grew over three years are the ones whose tariffs rise by law."""
    own = np.zeros(SECTORS)

    def rule(t, demand, rates):
        grown = demand[:, t - 1] - demand[:, max(0, t - 36)]
        return np.where((rng.random(SECTORS) < 0.03) & (grown > own), 0.06, 0.0) * (t > EARLIER)

    return _reacting(rng, rule, -1.5, memory=0.97, noise=0.02, chance=0.01)


def outages(rng):
    """Ports and plants: every sector loses a third of its trade in two spells, whatever its tariff."""
    world = plain(rng)
    volume = world.volume.copy()
    for s in range(SECTORS):
        for begin in rng.choice(PERIODS - 6, 2, replace=False):
            volume[s, begin : begin + rng.integers(2, 6)] -= 0.4
    return world._replace(volume=volume)


def two_blocs(rng):
    """Half the sectors trade with a bloc whose trend bends in the middle, when its tariffs begin to rise."""
    rates = walks(rng, chance=0.015)
    bloc = (np.arange(SECTORS) % 2 == 0)[:, None]
    month = np.arange(EARLIER + PERIODS) - EARLIER - 40
    more = walks(rng, chance=0.06, change=(0.0, 0.06)) - 0.02
    rates = np.clip(rates + np.where(bloc & (month > 0), more - more[:, :1], 0.0), 0.005, 0.6)
    base = trade(rng) - np.where(bloc, 0.004, 0.0) * np.maximum(month, 0)
    return World(*seen(rates, base - 1.0 * np.log1p(rates)), effect(rates, -1.0))


KINDS: dict[str, Kind] = {
    "seasonal": Kind(seasonal, "answer", "own seasons"),
    "phased": Kind(phased, "answer", "tariffs go in five yearly steps"),
    "on_off_on": Kind(on_off_on, "answer", "on, off and on again"),
    "unit_root": Kind(unit_root, "answer", "random walks with a common trend"),
    "fading": Kind(fading, "answer", "a response that fades"),
    "building": Kind(building, "answer", "a response that builds over 36 months"),
    "gaps": Kind(gaps, "answer", "months missing by chance"),
    "late_sectors": Kind(late_sectors, "answer", "sectors that begin late or end early"),
    "unequal_noise": Kind(unequal_noise, "answer", "noise of .01 to .1"),
    "annual": Kind(annual, "answer", "30 sectors × 25 years"),
    "one_date_most": Kind(one_date_most, "answer", "17 of 20 sectors at one date"),
    "asymmetric": Kind(asymmetric, "doubt", "rises −3, cuts −.3"),
    "threshold": Kind(threshold, "hold", "nothing below 15 %"),
    "quotas": Kind(quotas, "hold", "quotas bind in half the sectors"),
    "quota_ends": Kind(quota_ends, "doubt", "quotas bind until the middle"),
    "drifting": Kind(drifting, "doubt", "elasticity from −.5 to −4"),
    "anticipation_8": Kind(anticipation_8, "hold", "announced eight months ahead"),
    "anticipation_mixed": Kind(anticipation_mixed, "hold", "announced by 0 to 10 months"),
    "anticipation_1": Kind(anticipation_1, "hold", "announced a month ahead"),
    "safeguard": Kind(safeguard, "doubt", "safeguards after surges"),
    "lagged_demand": Kind(lagged_demand, "doubt", "set yearly by imports of the year before"),
    "protection": Kind(protection, "doubt", "trends drive later tariffs"),
    "sector_cause": Kind(sector_cause, "doubt", "set by a lasting cause, at random dates"),
    "exchange_rate": Kind(exchange_rate, "doubt", "currency moves trade and protection"),
    "error_in_tariff": Kind(error_in_tariff, "doubt", "tariff measured with noise"),
    "coded_late": Kind(coded_late, "hold", "half the changes coded late"),
    "one_date_few": Kind(one_date_few, "hold", "4 of 12 sectors at one date"),
    "spillover": Kind(spillover, "doubt", "−3 own, +2.5 mean of all"),
    "complements": Kind(complements, "doubt", "−1 own, −2 mean of all"),
    "small_unseen": Kind(small_unseen, "doubt", "small trade is not published"),
    "reclassified": Kind(reclassified, "hold", "levels move with a nomenclature"),
    "sectors_4": Kind(sectors_4, "hold", "four sectors"),
    "sectors_6": Kind(sectors_6, "hold", "six sectors"),
    "short": Kind(short, "hold", "48 months"),
    "second_tariff": Kind(second_tariff, "doubt", "another duty comes along: no test sees it"),
    "industries": Kind(industries, "hold", "five industries of three sectors"),
    "pandemic": Kind(pandemic, "hold", "a common shock that sectors feel differently"),
    "growth": Kind(growth, "hold", "logistic growth of its own"),
    "holiday": Kind(holiday, "answer", "suspensions of some months, again and again"),
    "delayed": Kind(delayed, "answer", "nothing for five months, then all"),
    "outages": Kind(outages, "answer", "spells of lost trade"),
    "lobbies": Kind(lobbies, "doubt", "tariffs rise where imports grew over three years"),
    "two_blocs": Kind(two_blocs, "doubt", "a bloc's trend bends when its tariffs begin to rise"),
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
    holds = bool(answer["low"] <= world.truth <= answer["high"])
    expected = KINDS[kind].expected
    return {
        "kind": kind,
        "expected": expected,
        "truth": world.truth,
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
    tables = []
    for kind in asked.kinds:
        seeds = range(asked.first, asked.first + asked.draws)
        tables.append(pd.DataFrame([judged(kind, seed) for seed in seeds]))
        print(told(kind, tables[-1]))
        sys.stdout.flush()
    table = pd.concat(tables)
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
