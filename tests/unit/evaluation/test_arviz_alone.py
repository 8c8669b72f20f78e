"""One equation's groups in ArviZ's hands: a NetCDF file, in a process that cannot import this package."""

import json
import subprocess
import sys

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, with_roles

from tradewinds.evaluation.arviz_groups import arviz_groups

pytestmark = pytest.mark.slow
CHAINS, DRAWS = 4, 100
ALONE = """
import json, sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "tradewinds":
            raise ImportError(name)

sys.meta_path.insert(0, Refused())
import matplotlib
matplotlib.use("Agg")
import xarray as xr
from arviz_plots import plot_ppc_pit, plot_trace
from arviz_stats import loo, psense_summary

tree = xr.open_datatree(sys.argv[1])
found = loo(tree, pointwise=True)
moved = psense_summary(tree, var_names=["beta", "sigma"], round_to=6)
pictures = [plot(tree, backend="matplotlib").viz["figure"].item() for plot in (plot_ppc_pit, plot_trace)]
said = {
    "rows": int(found.n_data_points),
    "elpd": float(found.elpd),
    "worst": float(found.pareto_k.max()),
    "likelihood": moved["likelihood"].astype(float).tolist(),
    "drawn": [sum(bool(ax.lines or ax.collections) for ax in picture.axes) for picture in pictures],
}
print(json.dumps(said))
"""


def test_long_groups_keep_every_kth_draw_and_say_so(monkeypatch):
    rng = np.random.default_rng(0)
    values = {"price": np.exp(0.3 * rng.normal(size=(2, 30))), "tariff": rng.uniform(0.1, 0.5, (2, 30))}
    table = panel(values, 1, "step", industry=list("ab"))
    equations = {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-1.0, 0.5], sigma=0.3)}}
    tables = {"sectors": with_roles(table, 8)}
    world = make_world(tables, {"sectors": described(table, "step")}, equations, chains=2, draws=7)
    (one,) = world.fit().equations()
    rows = len(one.fit.y)
    for largest, every in ((14 * rows, 1), (14 * rows - 1, 2), (5 * rows, 3)):
        monkeypatch.setattr("tradewinds.evaluation.arviz_groups._LARGEST_GROUP", largest)
        tree = arviz_groups(one, world.posteriors["tier1"]["price"], 0)
        assert tree.attrs["every"] == every
        for name in ("posterior", "prior", "log_likelihood", "posterior_predictive"):
            assert list(tree[name]["draw"].values) == list(range(0, 7, every))


def test_arviz_alone_scores_reweighs_and_draws_what_a_fit_left(tmp_path):
    rng = np.random.default_rng(0)
    values = {"price": np.exp(0.3 * rng.normal(size=(3, 30))), "tariff": rng.uniform(0.1, 0.5, (3, 30))}
    table = panel(values, 1, "step", industry=list("abc"))
    world = make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": described(table, "step")},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-1.0, 0.5], sigma=0.3)}},
        chains=CHAINS,
        draws=DRAWS,
    )
    posterior = world.posteriors["tier1"]["price/posterior"]
    for name in ("beta", "sigma"):
        posterior[name] = posterior[name] * (1 + 0.05 * rng.normal(size=posterior[name].shape))
    (one,) = world.fit().equations()
    groups = arviz_groups(one, world.posteriors["tier1"]["price"], 0)
    groups.to_netcdf(tmp_path / "price.nc")
    ended = subprocess.run(
        [sys.executable, "-c", ALONE, tmp_path / "price.nc"], capture_output=True, text=True, cwd=tmp_path
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    densities = groups["log_likelihood"].to_dataset()["price"]
    rows = densities.sizes["row"]
    alike = np.log(np.exp(densities).mean(("chain", "draw"))).sum().item()
    assert found["rows"] == rows == len(one.fit.y)
    assert found["worst"] < 0.7 and alike - rows < found["elpd"] < alike
    assert len(found["likelihood"]) == 3 and min(found["likelihood"]) > 0
    assert min(found["drawn"]) >= 1
