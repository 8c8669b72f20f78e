"""Which numbers are sampled, and from what: the default, and the named setting ``source``."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest
import yaml
from numpyro.distributions import constraints
from numpyro.handlers import seed, trace
from small_models import make_model

from tradewinds.settings.model import (
    Dynamics,
    Family,
    ModelSettings,
    NoiseScale,
    NoiseSettings,
    PriorSettings,
)
from tradewinds.settings.schema import validated

CONFIGS = Path(__file__).parents[3] / "configs"


def sites_of(model, fan_in: float | None = None) -> dict:
    inputs = jnp.asarray(float(model.shape.inputs) if fan_in is None else fan_in)
    found = trace(seed(model.sample, jax.random.key(0))).get_trace(inputs)
    return {name: site["fn"] for name, site in found.items()}


def base(law: dist.Distribution) -> dist.Distribution:
    while hasattr(law, "base_dist"):
        law = law.base_dist
    return law


def moments(law: dist.Distribution) -> tuple[float, float]:
    return float(np.unique(base(law).loc)[0]), float(np.unique(base(law).scale)[0])


def test_weights_are_centred_and_scaled_by_their_fan_in():
    sites = sites_of(make_model(depth=2, inputs=4, prior=PriorSettings(hidden=3.0, output=2.0, linear=0.6)))
    shapes = {name: law.event_shape for name, law in sites.items()}
    assert shapes == {
        "W1": (4, 3), "b1": (3,), "W2": (3, 3), "b2": (3,), "v": (3,), "bend": (), "beta": (4,),
        "intercept": (), "sigma": (), "delta_scale": (), "delta_shape": (2,),
    }  # fmt: skip
    assert moments(sites["W1"]) == pytest.approx((0, 3 / np.sqrt(4)))
    assert moments(sites["W2"]) == pytest.approx((0, 3 / np.sqrt(3)))
    assert moments(sites["v"]) == pytest.approx((0, 2 / np.sqrt(3)))
    assert moments(sites["beta"]) == pytest.approx((0, 0.6 / np.sqrt(4)))
    assert moments(sites["b1"]) == moments(sites["intercept"]) == (0, 1)


def test_the_fan_in_is_that_of_the_true_inputs_not_of_the_padded():
    sites = sites_of(make_model(inputs=4, noise=NoiseScale.input_dependent), fan_in=1.0)
    assert moments(sites["W1"]) == pytest.approx((0, 2))
    assert moments(sites["beta"]) == moments(sites["sigma_beta"]) == pytest.approx((0, 1))


def test_the_sources_prior_is_the_same_for_every_weight():
    """Normal(0.5, 0.1) on all of them, HalfNormal(0.1) on the noise, and nothing beside."""
    text = yaml.safe_load((CONFIGS / "model" / "source.yaml").read_text())
    prior, noise = PriorSettings(**text["prior"]), text["noise"]
    model = make_model(dynamics=None, linear=text["linear"], prior=prior)
    sites = sites_of(model)
    assert set(sites) == {"W1", "b1", "v", "intercept", "sigma"}
    assert all(moments(law) == pytest.approx((0.5, 0.1)) for name, law in sites.items() if name != "sigma")
    assert noise == {"scale": "constant", "prior": 0.1}  # of the family by default, normal
    assert NoiseSettings(**noise).family == "normal"
    whole = validated(ModelSettings, text)
    assert (whole.width, whole.depth, whole.activation, whole.explain) == (16, 1, "tanh", "level")


@pytest.mark.parametrize(
    ("noise", "family", "expected"),
    [
        (NoiseScale.constant, Family.normal, {"sigma"}),
        (NoiseScale.per_sector, Family.normal, {"sigma", "sigma_spread", "sigma_sector"}),
        (
            NoiseScale.input_dependent,
            Family.student_t,
            {"sigma", "sigma_spread", "sigma_sector", "sigma_beta", "sigma_v", "tail"},
        ),
    ],
)
def test_sites_of_the_noise(noise, family, expected):
    sites = sites_of(make_model(dynamics=None, noise=noise, family=family))
    assert set(sites) - {"W1", "b1", "v", "bend", "beta", "intercept"} == expected


@pytest.mark.parametrize(
    ("dynamics", "collapsed", "expected"),
    [
        (Dynamics.independent, True, {"delta_scale": ()}),
        (Dynamics.ar1, True, {"delta_scale": (), "delta_shape": (1,)}),
        (Dynamics.ar2, False, {"delta_scale": (), "delta_shape": (2,), "delta_innovation": (6,)}),
    ],
)
def test_sites_of_the_economy(dynamics, collapsed, expected):
    sites = sites_of(make_model(dynamics=dynamics, collapsed=collapsed))
    assert {n: law.event_shape for n, law in sites.items() if n.startswith("delta")} == expected


def test_every_scale_and_the_tails_have_a_positive_support_and_nothing_else_has():
    model = make_model(
        noise=NoiseScale.input_dependent, family=Family.student_t, collapsed=False, groups=(("industry", 2),)
    )
    positive = {name for name, law in sites_of(model).items() if law.support is constraints.positive}
    assert positive == {"sigma", "sigma_spread", "tail", "delta_scale", "industry spread", "bend"}


@pytest.mark.parametrize(
    "other",
    [
        {"prior": PriorSettings(bend=None)},
        {"prior": PriorSettings(flat=True)},
        {"linear": False},
        {"depth": 0},
    ],
)
def test_hidden_layers_are_drawn_to_the_line_where_there_are_both(other):
    assert float(base(sites_of(make_model(prior=PriorSettings(bend=0.3)))["bend"]).scale) == pytest.approx(
        0.3
    )
    assert "bend" not in sites_of(make_model(**other))
