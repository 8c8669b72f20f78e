"""New kinds that differ in what else moves trade, and in what a table has of it and of the tariffs."""

import numpy as np
from kinds_parts import EARLIER, PERIODS, SECTORS, World, effect, felt, lasting, plain, seen, trade, walks


def seasonal(rng):
    world = plain(rng)
    month, phase = np.arange(PERIODS), rng.uniform(0, 2 * np.pi, (SECTORS, 1))
    swing = rng.uniform(0.05, 0.2, (SECTORS, 1)) * np.cos(2 * np.pi * month / 12 + phase)
    return world._replace(volume=world.volume + swing, frequency="month")


def unit_root(rng):
    length = EARLIER + PERIODS
    common = rng.normal(0.003, 0.02, (1, length)).cumsum(axis=1)
    base = (
        5 + rng.normal(0, 0.6, (SECTORS, 1)) + common + rng.normal(0, 0.02, (SECTORS, length)).cumsum(axis=1)
    )
    return plain(rng, base=base)


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


def outages(rng):
    """Ports and plants: every sector loses a third of its trade in two spells, whatever its tariff."""
    world = plain(rng)
    volume = world.volume.copy()
    for s in range(SECTORS):
        for begin in rng.choice(PERIODS - 6, 2, replace=False):
            volume[s, begin : begin + rng.integers(2, 6)] -= 0.4
    return world._replace(volume=volume)


def moving_average(rng):
    """Shocks are means of the last twelve months' news, not an autoregression."""
    length = EARLIER + PERIODS
    news = rng.normal(0, 0.1, (SECTORS, length + 12)).cumsum(axis=1)
    own = (news[:, 12:] - news[:, :-12]) / 12
    base = 5 + rng.normal(0, 0.6, (SECTORS, 1)) + lasting(rng, (1, length), 0.8, 0.02) + own
    return plain(rng, base=base)


def regions(rng):
    """24 sectors in four regions, each with shocks of its own; tariffs are the sectors'."""
    region = np.repeat(lasting(rng, (4, EARLIER + PERIODS), 0.85, 0.03), 6, axis=0)
    return plain(rng, sectors=24, base=trade(rng, 24) + region)
