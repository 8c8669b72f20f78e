"""Means of small groups, drawn towards the mean of a larger one as far as the data ask for it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class ShrunkenMeans:
    """Means by cell (shrunken), by parent, and over all."""

    cell: pd.Series
    parent: pd.Series
    overall: float

    def at(self, cell: np.ndarray, parent: np.ndarray) -> np.ndarray:
        """Mean [N] of each row's cell; of its parent, or of all, where the cell is new."""
        fallback = pd.Series(parent).map(self.parent).fillna(self.overall)
        return pd.Series(cell).map(self.cell).fillna(fallback).to_numpy(dtype=np.float64)


def shrunken_means(y: np.ndarray, cell: np.ndarray, parent: np.ndarray) -> tuple[ShrunkenMeans, np.ndarray]:
    """Empirical-Bayes means of y [N] by cell, each cell within one parent.

    A cell's mean counts with weight τ² / (τ² + σ²/n): σ² the variance within cells, τ² that of the
    cells about their parents by the method of moments, 0 when cells differ no more than chance.
    Also the leverage [N] of each row in its own cell's mean.
    """
    rows = pd.DataFrame({"y": y, "cell": cell, "parent": parent})
    parents = rows.groupby("parent")["y"].agg(["mean", "size"])
    cells = rows.groupby("cell").agg(mean=("y", "mean"), size=("y", "size"), parent=("parent", "first"))
    above = parents.loc[cells["parent"]].set_index(cells.index)
    spare = len(rows) - len(cells)
    within = float(((rows["y"] - rows["cell"].map(cells["mean"])) ** 2).sum() / spare) if spare else np.inf
    chance = 1 / cells["size"] - 1 / above["size"]
    distance = cells["mean"] - above["mean"]
    between = max(0.0, float((distance**2 - within * chance).mean())) if spare else 0.0
    weight = between / (between + within / cells["size"]) if between > 0 else 0.0 * cells["size"]
    shrunken = above["mean"] + weight * distance
    leverage = weight / cells["size"] + (1 - weight) / above["size"]
    means = ShrunkenMeans(shrunken, parents["mean"], float(rows["y"].mean()))
    return means, rows["cell"].map(leverage).to_numpy(dtype=np.float64)
