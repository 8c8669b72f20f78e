"""Algorithms by name; adding one is a module with ``run`` and a line here."""

from tradewinds.inference import ensemble, laplace, microcanonical, nuts, variational
from tradewinds.settings.inference import Algorithm

ALGORITHMS = {
    Algorithm.ensemble: ensemble.run,
    Algorithm.variational: variational.run,
    Algorithm.laplace: laplace.run,
    Algorithm.nuts: nuts.run,
    Algorithm.microcanonical: microcanonical.run,
}
