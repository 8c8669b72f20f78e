"""Does the 90 % band of the effect of a tariff path hold the true effect nine times in ten?

    python benchmarks/coverage.py --folder /tmp/coverage [--economies 25] [--first 1] [--cores 2]
        [--profile slurm] [--experiments nonlinear quickstart] [--overrides inference=ensemble …]

Every economy is an experiment of its own, one of those named with another seed, which draws its sectors, its
history and its disturbances anew; all are jobs of one run of the workflow, up to the roll-out of the first
scenario. Run again with more economies it goes on where it was.

For each effect (of a variable on the nation, or on all sectors together, read a quarter, half and all the way
along the path) the truth is the mean over the economy's own futures. Printed is the share of economies whose
band holds it, with its error over economies; of the misses the share with the report's flag up: an input
or the policy outside what was seen in training by more than the settings allow; and by how many standard
deviations of the posterior (a band's width over 3.29) the effect found is on average smaller than the true
one, which tells a lean from bands that are too narrow.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.normal import WIDTH_90
from tradewinds.settings.requests import read_request
from tradewinds.settings.scenario import ScenarioSettings

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("Snakefile", "configs", "profiles", "slurm", "src", "workflow")
SHORT = {
    "nonlinear": "  inference:\n    microcanonical: {chains: 4, warmup: 2000, thin: 30}\n",
    "quickstart": "",
}
"""The sampler's settings where an experiment's own would take minutes."""
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
ARITHMETIC = 1e-9
"""Width below which there is nothing uncertain about an effect: the average tariff follows from the path."""
FLAG = ScenarioSettings().flag_distance


def prepared(folder: Path, experiments: list[str], seeds: range) -> list[str]:
    """A checkout with one experiment an economy; their names."""
    for name in SHIPPED:  # anew each time: what is measured is this checkout
        source, place = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, place)
    names = []
    for experiment in experiments:
        for seed in seeds:
            names.append(f"{experiment}_{seed:03}")
            text = f"# @package _global_\ndefaults:\n  - {experiment}\n  - _self_\nseed: {seed}\n"
            text += f"tier1:\n{SHORT[experiment]}" if SHORT.get(experiment) else ""
            (folder / "configs" / "experiment" / f"{names[-1]}.yaml").write_text(text)
    return names


def run(folder: Path, names: list[str], cores: int, profile: str, overrides: list[str]) -> dict[str, Path]:
    """Economy → its roll-out; those whose job failed are left out, and said."""
    asked = {"experiment": ",".join(names)}
    request = read_request(asked | {"overrides": overrides}, folder / "configs")
    asked |= {"overrides": f"[{','.join(overrides)}]"} if overrides else {}
    targets = [
        Path(request.results, name, "policy", experiment.scenarios[0], "rollout.nc")
        for name, experiment in request.experiments.items()
    ]
    command = [sys.executable, "-m", "snakemake", *map(str, targets), "--cores", str(cores), "--keep-going"]
    command += ["--profile", profile] if profile else []
    command += ["--config", *(f"{key}={value}" for key, value in asked.items())]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, cwd=folder, env=environment)  # what failed is seen by what is not there
    found = {
        name: folder / path for name, path in zip(names, targets, strict=True) if (folder / path).exists()
    }
    failed = [name for name in names if name not in found]
    if failed:
        print(
            f"{len(failed)} of {len(names)} economies have no roll-out: {', '.join(failed)}", file=sys.stderr
        )
    if not found:
        sys.exit("no economy was rolled out")
    return found


def effects(name: str, path: Path, flag: float) -> pd.DataFrame:
    """One row an effect and place along the path: whether the band holds the truth, and if it is flagged."""
    tree, rows = xr.open_datatree(path), []
    if "refused" in tree.attrs:
        return pd.DataFrame()
    for group in ("weighted", "national"):
        if group not in tree.children:
            continue
        data = tree[group].to_dataset()
        outside = tree["sectors" if group == "weighted" else "national"]["outside"]
        farthest = outside.max(("path", "sector")).values
        for variable in sorted(v.removesuffix("_truth") for v in data if str(v).endswith("_truth")):
            truth = data[f"{variable}_truth"].values[0]
            quantiles = data[f"{variable}_effect_quantile"].isel(sector=0)
            low, middle, high = (quantiles.sel(quantile=q).values for q in (LOW, MIDDLE, HIGH))
            last = len(truth) - 1
            for share in (0.25, 0.5, 1.0):
                at = max(1, round(share * last))
                if np.isfinite(truth[at]) and high[at] - low[at] > ARITHMETIC:
                    rows.append(
                        {
                            "economy": name,
                            "experiment": name.rpartition("_")[0],
                            "effect": f"{'sectors' if group == 'weighted' else 'nation'}: {variable}",
                            "along": share,
                            "holds": bool(low[at] <= truth[at] <= high[at]),
                            "flagged": bool(farthest[: at + 1].max() > flag),
                            "width": high[at] - low[at],
                            "short": WIDTH_90
                            * np.sign(truth[at])
                            * (truth[at] - middle[at])
                            / (high[at] - low[at]),
                        }
                    )
    return pd.DataFrame(rows)


def told(table: pd.DataFrame) -> str:
    """Share of effects whose band holds the truth and its error over economies; flagged misses; the lean."""
    by_economy = table.groupby("economy")["holds"].mean()
    error = by_economy.std(ddof=1) / np.sqrt(len(by_economy))
    missed = table[~table["holds"]]
    flagged = f"{missed['flagged'].mean():.0%} of {len(missed)}" if len(missed) else "–"
    held = f"{table['holds'].mean():>8.1%} ± {error:.1%}"
    return f"{held}   flagged of misses {flagged:<12} too small by {table['short'].mean():+.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--economies", type=int, default=25)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--profile", default="")
    parser.add_argument("--experiments", nargs="+", default=list(SHORT))
    parser.add_argument("--overrides", nargs="*", default=[])
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    seeds = range(asked.first, asked.first + asked.economies)
    names = prepared(asked.folder, asked.experiments, seeds)
    rollouts = run(asked.folder, names, asked.cores, asked.profile, asked.overrides)
    found = [effects(name, path, FLAG) for name, path in rollouts.items()]
    refused, found = sum(one.empty for one in found), [one for one in found if not one.empty]
    if not found:
        sys.exit(f"all {refused} roll-outs were refused")
    table = pd.concat(found, ignore_index=True)
    table.to_csv(asked.folder / "coverage.csv", index=False)
    print(
        f"{len(names)} economies, {len(names) - len(rollouts)} failed, {refused} refused; of the others, how "
        "many of the bands that claim 90 % hold the true effect:"
    )
    print(f"{'all':<28}{told(table)}")
    for experiment, mine in table.groupby("experiment"):
        print(f"{experiment:<28}{told(mine)}")
        for along, part in mine.groupby("along"):
            print(f"  {f'{along:.0%} of the path':<26}{told(part)}")
        for effect, part in mine.groupby("effect"):
            print(f"  {effect:<26}{told(part)}")
    quiet = table[~table["flagged"]]
    print(f"{'where nothing is flagged':<28}{told(quiet) if len(quiet) else 'nowhere'}")


if __name__ == "__main__":
    main()
