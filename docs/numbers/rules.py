"""The numbers of docs/rules.md: python docs/numbers/rules.py FOLDER

From the results of ``snakemake optimise --config experiment=quickstart 'overrides=[optimise.form=rule]'``.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pages import Number, band, signed, write

from tradewinds.artifacts import read_table
from tradewinds.policy.policy_names import REACTION, RULE


def of_equation(folder: Path) -> Iterator[Number]:
    """Points of the tariff per unit of what is seen, and the mean of the sectors' constants."""
    rule = read_table(folder / "optimum/rule.parquet")
    shift = 100 * rule.loc[rule["part"] == "constant", "value"].mean()
    yield Number("constant", signed(shift, 1), shift, "mean constant, points")
    for row in rule[rule["part"] == "slopes"].itertuples():
        name = row.term.partition("[")[0]
        size = f"{abs(row.per_unit):.2g}"
        shown = f"{'−' if row.per_unit < 0 else '+'} {size} {row.term}"
        yield Number(name, shown, row.per_unit, f"points per {row.unit} of {row.term}")


def of_welfare(folder: Path) -> Iterator[Number]:
    """What it gains over unchanged tariffs and over the best path, in truth too; what reacting is worth."""
    policies = read_table(folder / "optimum/policies.parquet").set_index("policy")
    rule, optimum = policies.loc[RULE], policies.loc["optimum"]
    yield Number("gain", signed(rule["welfare"], 2), rule["welfare"], "welfare, mean")
    width = rule["welfare_high"] - rule["welfare_low"]
    yield Number(
        "gain_band", band(rule["welfare_low"], rule["welfare_high"], 2), width, "its 90 % band, width"
    )
    yield Number("truth", signed(rule["truth"], 2), rule["truth"], "in the simulated economy")
    ahead = optimum["ahead"]
    yield Number("path", signed(ahead, 2), ahead, "welfare over that of the best path")
    width = optimum["ahead_high"] - optimum["ahead_low"]
    yield Number(
        "path_band", band(optimum["ahead_low"], optimum["ahead_high"], 2), width, "its 90 % band, width"
    )
    moves = read_table(folder / "optimum/moves.parquet")
    none = moves[(moves["kind"] == REACTION) & (moves["by"] == 0.0)].iloc[0]
    shown = f"{none['loss']:.2f} ± {none['error']:.2f}"
    yield Number("reaction", shown, none["loss"], "welfare that the constants alone lose")


def numbers(folder: Path) -> list[Number]:
    """All numbers of the page."""
    return [*of_equation(folder), *of_welfare(folder)]


if __name__ == "__main__":
    write("rules", numbers(Path(sys.argv[1])))
