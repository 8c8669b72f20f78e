"""New kinds that differ in how trade answers tariffs, or how tariffs move, whatever trade does."""

import numpy as np
from kinds_parts import (
    EARLIER,
    ELASTICITY,
    PERIODS,
    RISE,
    SECTORS,
    World,
    effect,
    plain,
    seen,
    trade,
    walks,
)


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
    truth = float(100 * np.expm1(-3.0 * gap + 2.5 * gap.mean()).mean())
    return World(*seen(rates, volume), truth, relative=effect(rates, -3.0))


def complements(rng):
    """Chains of supply: −1 of the own tariff, −2 of the mean of all."""
    rates = walks(rng)
    x = np.log1p(rates)
    volume = trade(rng) - 1.0 * x - 2.0 * x.mean(axis=0)
    gap = np.log1p(rates[:, -1] + RISE) - np.log1p(rates[:, -1])
    truth = float(100 * np.expm1(-1.0 * gap - 2.0 * gap.mean()).mean())
    return World(*seen(rates, volume), truth, relative=effect(rates, -1.0))


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


def staggered(rng):
    """Nine of twelve sectors get the same ten points, once, each at a date of its own."""
    rates = np.repeat(rng.uniform(0.02, 0.08, (12, 1)), EARLIER + PERIODS, axis=1)
    for s, date in enumerate(rng.choice(np.arange(12, PERIODS - 14), 9, replace=False)):
        rates[s, EARLIER + date :] += 0.1
    return plain(rng, rates=rates)
