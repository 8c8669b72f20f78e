"""One equation's draws in the groups and with the dimensions that ArviZ knows, to be used without this
package.

========================  ====================================================================================
``posterior``, ``prior``  every parameter, dimensions chain, draw and what it is of: input, unit, sector, …
``sample_stats``          as the algorithm left them
``log_likelihood``        log p(y[n] | draw, all other training rows), whose leave-one-out is exact beside an
                          economy-wide effect; where rows are independent given a draw it is p(y[n] | draw).
                          Left out where an equation is learned from several horizons: what they say of
                          one row cannot be told apart
``log_prior``             of each draw, in one number
``posterior_predictive``  one replica of every training row from each draw, the others given
``observed_data``         the explained quantity, in its own unit
``constant_data``         inputs in their own units, ``offset`` (what a row counts from), and where it stands
========================  ====================================================================================
"""

import jax
import numpy as np
import xarray as xr

from tradewinds.evaluation.log_densities import log_densities
from tradewinds.evaluation.predictive import ask, left_out_densities
from tradewinds.fitted.equation import FittedEquation
from tradewinds.fitted.fit import Fit
from tradewinds.inference.keys import equation_key
from tradewinds.inference.problem import generator
from tradewinds.model.arrays import Array
from tradewinds.model.equation import ANCHOR
from tradewinds.model.simulate import prior_sites
from tradewinds.runtime import in_double
from tradewinds.streams import EQUATION_ARVIZ_PRIOR, EQUATION_ARVIZ_REPLICAS

_LARGEST_GROUP = 4_000_000
"""Most numbers of a group with an entry a draw and row; of more draws every second, third … is kept."""
_ROW = ("chain", "draw", "row")


def arviz_tree(fit: Fit, tier: str) -> xr.DataTree:
    """The groups of every equation of a tier: /{equation}/posterior and so on."""
    found = {
        f"/{one.name}": arviz_groups(one, fit.tiers[tier].posterior.children[one.name], fit.seed)
        for one in fit.on_training_rows().equations(tier)
    }
    return xr.DataTree.from_dict(
        {
            f"{name}{place}".rstrip("/"): group
            for name, tree in found.items()
            for place, group in tree.to_dict().items()
        }
    )


@in_double
def arviz_groups(fitted: FittedEquation, group: xr.DataTree, seed: int) -> xr.DataTree:
    """The groups of one equation; ``group`` holds its ``sample_stats`` as fitted.

    Where there are very many rows all groups keep every k-th draw, and the tree's attribute ``every`` says k.
    """
    rows = fitted.equation_rows.with_role("fit")
    each = fitted.draws // fitted.chains
    every = max(1, -(-fitted.draws * len(rows) // _LARGEST_GROUP))
    kept = np.arange(0, each, every)

    def by_chain(values: Array) -> np.ndarray:
        """[R, …] → [chain, draws kept, …]."""
        plain = np.asarray(values)
        return plain.reshape(fitted.chains, each, *plain.shape[1:])[:, kept]

    name, unit = fitted.name, fitted.scaler.target_scale
    key = jax.random.fold_in(equation_key(seed, name), EQUATION_ARVIZ_PRIOR)
    prior = prior_sites(fitted.model, len(fitted.equation.columns), len(kept) * fitted.chains, key)
    replicas = fitted.scaler.explained(by_chain(_replicas(fitted, seed)))
    stats = group["sample_stats"].to_dataset()
    if "diverging" in stats:  # of several steps a draw their share; ArviZ marks the draws in which one did
        stats["diverging"] = stats["diverging"] > 0
    groups = {
        "posterior": _parameters(fitted, {site: by_chain(value) for site, value in fitted.sites.items()}),
        "prior": _parameters(
            fitted,
            {
                site: value.reshape(fitted.chains, len(kept), *value.shape[1:])
                for site, value in prior.items()
            },
        ),
        "sample_stats": stats.isel(draw=kept) if "draw" in stats.sizes else stats,
        "log_prior": xr.Dataset({"all": (_ROW[:2], by_chain(log_densities(fitted)[0]))}),
        "posterior_predictive": xr.Dataset({name: (_ROW, replicas)}),
        "observed_data": xr.Dataset({name: ("row", rows.y)}),
        "constant_data": xr.Dataset(
            {
                "inputs": (("row", "input"), rows.x),
                "offset": ("row", rows.offset),
                "sector": ("row", np.array(fitted.grid.sectors)[rows.sector]),
                "period": ("row", fitted.grid.periods[rows.period]),
            },
            coords={"input": list(fitted.equation.columns)},
        ),
    }
    if fitted.model.own_past is None:
        left_out = by_chain(left_out_densities(fitted)) - np.log(unit)
        groups["log_likelihood"] = xr.Dataset({name: (_ROW, left_out)})
    axes = {"chain": np.arange(fitted.chains), "draw": kept, "row": np.arange(len(rows))}
    labelled = {
        name: dataset.assign_coords({axis: values for axis, values in axes.items() if axis in dataset.sizes})
        for name, dataset in groups.items()
    }
    tree = xr.DataTree.from_dict(labelled)
    tree.attrs = {"equation": fitted.equation.text, "every": every}
    return tree


def _replicas(fitted: FittedEquation, seed: int) -> np.ndarray:
    """One standardised replica [R, N] of every training row from each draw."""
    key = jax.random.fold_in(equation_key(seed, fitted.name), EQUATION_ARVIZ_REPLICAS)
    disturbances, noise = jax.random.split(key)
    asked = ask(fitted, "fit", disturbances)
    assert asked is not None  # it was fitted on rows
    predictive, rng = asked.predictive, generator(noise)
    copies = len(predictive.mean) // fitted.draws
    mean, scale = predictive.mean[::copies], predictive.scale[::copies]
    if predictive.df is None:
        return mean + scale * rng.standard_normal(mean.shape)
    df = np.broadcast_to(np.asarray(predictive.df)[::copies].reshape(-1, 1), mean.shape)
    return mean + scale * rng.standard_t(df)


def _parameters(fitted: FittedEquation, sites: dict[str, np.ndarray]) -> xr.Dataset:
    """Sites [chain, draw, …] with the names of what they are of.

    An equation shares its program with the widest of its table: weights of inputs it does not have are left
    out. W1 leads from inputs to units, W2 … from units (``unit_below``) to units. The inputs of a
    recurrent network are those of the row itself.
    """
    columns, window = list(fitted.equation.columns), fitted.model.shape.window
    if window:
        columns = [columns[place] for place in window[-1]]
    count = len(columns)
    found: dict[str, tuple[tuple[str, ...], np.ndarray]] = {}
    for site, value in sites.items():
        dims = _dimensions(fitted, site.removesuffix(ANCHOR), value.ndim - 2)
        if "input" in dims:
            value = np.take(value, np.arange(count), axis=2 + dims.index("input"))
        found[site.replace(" ", "_").replace(":", "_by_")] = (("chain", "draw", *dims), value)
    dataset = xr.Dataset(found)
    coords = {"input": columns, "sector": fitted.grid.sectors}
    coords |= {_group_axis(fitted, effect): known for effect, known in fitted.labels.items()}
    return dataset.assign_coords({axis: values for axis, values in coords.items() if axis in dataset.sizes})


def _group_axis(fitted: FittedEquation, effect: str) -> str:
    """The axis of an effect's groups; a sector without training rows has no effect of its own."""
    if effect == "sector" and fitted.labels[effect] != fitted.grid.sectors:
        return "sector_trained"
    return effect.replace(":", "_by_")


def _dimensions(fitted: FittedEquation, site: str, count: int) -> tuple[str, ...]:
    """Names of a site's axes after chain and draw."""
    if site == "W1":
        return ("input", "unit")
    if site.startswith("W"):
        return ("unit_below", "unit")
    if site in ("beta", "sigma_beta"):
        return ("input",)
    if site in ("v", "sigma_v") or (site.startswith("b") and site[1:].isdigit()):
        return ("unit",)
    if site in ("sigma_sector", "slope_sector"):
        return ("sector",)
    if site == "delta_innovation":
        return ("training_period",)
    if site.endswith(" effect"):
        return (_group_axis(fitted, site.removesuffix(" effect")),)
    return tuple(f"{site}_{axis}" for axis in range(count))
