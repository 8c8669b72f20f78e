"""Which algorithms there are: those of ``inference.algorithms``, by name."""

from tradewinds.inference import algorithms
from tradewinds.inference.algorithms import *  # noqa: F403  all modules there: see ``fingerprint``
from tradewinds.inference.declaration import Declaration

ALGORITHMS: dict[str, Declaration] = {
    module.DECLARATION.name: module.DECLARATION
    for module in (getattr(algorithms, name) for name in algorithms.__all__)
}


def algorithm_names(**having: object) -> list[str]:
    """Names of the algorithms whose declarations have these values, such as ``exact=True``."""
    return [
        name
        for name, one in ALGORITHMS.items()
        if all(getattr(one, key) == value for key, value in having.items())
    ]
