"""Random numbers of refits."""

from itertools import product

from tradewinds.sensitivity.refit import own_seed
from tradewinds.settings.refits import OTHER_PRIOR, PLACEBO, UNCHANGED, WITH, Refit


def test_no_refit_shares_random_numbers_with_another():
    kinds = [(UNCHANGED, ""), (OTHER_PRIOR, ""), *product((WITH, PLACEBO), ("gap", "capacity"))]
    places = product(("tier1", "tier2"), ("price", "volume"), kinds, range(3))
    found = [
        own_seed(0, Refit(tier, "sectors", equation, "tariff", kind, number, candidate))
        for tier, equation, (kind, candidate), number in places
    ]
    assert len(set(found)) == len(found) == 72
    assert own_seed(1, Refit("tier1", "sectors", "price", "tariff", UNCHANGED, 0)) not in found
