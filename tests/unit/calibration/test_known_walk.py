"""The reference itself: published quadrature of the random walk's generalised posterior."""

import numpy as np
import pytest
from known_walk import GRID, WIDTH, best_normal, energy_to_exact, exact

PUBLISHED = [
    # p, w, exact E[z], sd, E[θ], best μ, σ, E_q[L], KL, distance
    (0.2, 1, 1.6056, 1.0753, 0.7883, 1.6111, 1.0657, 2.1341, 0.1760, 0.00097),
    (20 / 99, 1, 1.6082, 1.0750, 0.7887, 1.6136, 1.0654, 2.1310, 0.1745, 0.00097),
    (24 / 99, 1, 1.6581, 1.0676, 0.7962, 1.6630, 1.0592, 2.0642, 0.1461, 0.00083),
    (24 / 99, 0.1, -0.5021, 0.4332, 0.3822, -0.5003, 0.4297, 0.8511, 4.0754, 0.00011),
    (24 / 99, 0.01, -1.0501, 0.1800, 0.2607, -1.0495, 0.1775, 0.7406, 6.5154, 0.00011),
    (20 / 99, 0.01, -1.2566, 0.1981, 0.2234, -1.2556, 0.1938, 0.6512, 7.1207, 0.00019),
]


@pytest.mark.parametrize("row", PUBLISHED)
def test_the_quadrature_is_the_published_one(row):
    p, w, mean, deviation, probability, location, scale, expected, divergence, distance = row
    density = exact(p, w) * WIDTH
    assert np.isclose(density @ GRID, mean, atol=2e-4)
    assert np.isclose(np.sqrt(density @ GRID**2 - (density @ GRID) ** 2), deviation, atol=2e-4)
    assert np.isclose(density @ (1 / (1 + np.exp(-GRID))), probability, atol=2e-4)
    best, loss, kl = best_normal(p, w)
    assert np.allclose([*best, loss, kl], [location, scale, expected, divergence], atol=2e-4)
    assert np.isclose(energy_to_exact(p, w, *best), distance, atol=2e-5)
