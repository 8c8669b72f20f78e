"""New kinds in which tariffs are announced, answer trade, or come with what moves trade."""

import numpy as np
from kinds_parts import EARLIER, PERIODS, SECTORS, World, effect, lasting, plain, seen, trade, walks


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


def lobbies(rng):
    """Sectors whose imports grew over three years are the ones whose tariffs rise by law."""
    own = np.zeros(SECTORS)

    def rule(t, demand, rates):
        grown = demand[:, t - 1] - demand[:, max(0, t - 36)]
        return np.where((rng.random(SECTORS) < 0.03) & (grown > own), 0.06, 0.0) * (t > EARLIER)

    return _reacting(rng, rule, -1.5, memory=0.97, noise=0.02, chance=0.01)


def two_blocs(rng):
    """Half the sectors trade with a bloc whose trend bends in the middle, when its tariffs begin to rise."""
    rates = walks(rng, chance=0.015)
    bloc = (np.arange(SECTORS) % 2 == 0)[:, None]
    month = np.arange(EARLIER + PERIODS) - EARLIER - 40
    more = walks(rng, chance=0.06, change=(0.0, 0.06)) - 0.02
    rates = np.clip(rates + np.where(bloc & (month > 0), more - more[:, :1], 0.0), 0.005, 0.6)
    base = trade(rng) - np.where(bloc, 0.004, 0.0) * np.maximum(month, 0)
    return World(*seen(rates, base - 1.0 * np.log1p(rates)), effect(rates, -1.0))


def exemptions(rng):
    """Rises of 12 points; where trade is down on its usual level half a year later, they are taken back."""
    due = np.full(SECTORS, -1)

    def rule(t, own, rates):
        back = (due == t) & (own[:, t - 1] < 0)
        begins = (due < t) & (rng.random(SECTORS) < 0.02) & (t > EARLIER)
        due[begins] = t + 6
        return 0.12 * begins - 0.12 * back

    return _reacting(rng, rule, -1.5, memory=0.9, noise=0.03, chance=0.005)


def boycott(rng):
    """With half of the rises buyers stay away for a year, for the same quarrel's sake."""
    rates = walks(rng)
    moves = np.diff(np.log1p(rates), axis=1, prepend=np.log1p(rates[:, :1]))
    anger = np.where(moves > 0, rng.random(moves.shape) < 0.5, False) * moves
    away = sum(np.pad(anger, ((0, 0), (lag, 0)))[:, : anger.shape[1]] for lag in range(12))
    return World(*seen(rates, trade(rng) - 1.0 * np.log1p(rates) - 3.0 * away), effect(rates, -1.0))
