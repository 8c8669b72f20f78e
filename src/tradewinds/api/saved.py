"""A fitted model as one NetCDF file: settings as JSON, tables, scalers and draws as groups."""

import json
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.artifacts import read_tree, write_tree
from tradewinds.carried_provenance import read_provenance, recorded_hash, value_hash
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import ArtifactError, SettingsError
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.model.tier import TierModel
from tradewinds.page_mark import MAKE_AGAIN, MAKE_IT
from tradewinds.provenance import document
from tradewinds.settings.experiment import ExperimentSettings, tiers_of
from tradewinds.settings.sections import plain, typed
from tradewinds.values import hash_json

if TYPE_CHECKING:
    from tradewinds.api.fitted_model import FittedModel

STAGE = "fitted model"
"""What the provenance of such a file says it is."""
_ANEW = "Fit and save it anew."
_SAVE = "Save a fit there, or name the file that one was saved as."
_REFIT = "/refit"
"""Group of the fit to all rows."""


def save(model: "FittedModel", path: str | PathLike[str]) -> None:
    """Write the model; whole or not at all. Raises ArtifactError for a name that does not end in .nc."""
    if Path(path).suffix != ".nc" or Path(path).is_dir():
        raise ArtifactError(f"a fitted model cannot be saved as {path}", "the name of a file ending in .nc")
    groups: dict[str, xr.Dataset] = {}
    for part, tables in (("train", model.panel.train), ("test", model.panel.test)):
        for name, table in tables.items():
            groups[f"/tables/{name}/{part}"] = _to_arrays(table)
    for fit, top in ((model, ""), (model.refit, _REFIT)):
        for name, tier in fit.tiers.items() if fit else ():
            groups |= {f"{top}/{name}/scaler{place}": one for place, one in _groups(tier.scaler)}
            groups |= {f"{top}/{name}/posterior{place}": one for place, one in _groups(tier.posterior)}
    content = plain(model.settings)
    provenance = document(
        experiment=model.data.name, stage=STAGE, settings=content, inputs={}, code="", seed=model.seed
    )
    write_tree(xr.DataTree.from_dict(groups), Path(path), provenance)


def load(path: str | PathLike[str]) -> "FittedModel":
    """The model as it was saved. Raises ArtifactError for a missing, damaged or foreign file."""
    path = Path(path)
    try:
        return _loaded(path)
    except ArtifactError as error:
        # no run of a workflow has made it
        error.reword(lambda text: text.replace(MAKE_AGAIN, _ANEW).replace(MAKE_IT, _SAVE))
        raise


def _loaded(path: Path) -> "FittedModel":
    known = read_provenance(path)
    if known.get("stage") != STAGE:
        raise ArtifactError(f"{path} is no saved model", "a file that FittedModel.save wrote")
    if recorded_hash(path) != value_hash(path) or hash_json(known["settings"]) != known["settings_hash"]:
        raise ArtifactError(f"{path} is not as it was saved", "a file that nothing has changed since")
    try:
        return _model(known, read_tree(path))
    except (KeyError, TypeError, ValueError, AttributeError, SettingsError) as error:
        raise ArtifactError(
            f"{path} cannot be read: {error}", "a model that this version has saved", _ANEW
        ) from error


def _model(known: dict[str, Any], tree: xr.DataTree) -> "FittedModel":
    from tradewinds.api.fitted_model import FittedModel

    settings: ExperimentSettings = typed(ExperimentSettings, known["settings"])
    train, test = (
        {str(name): _to_table(parts[part].to_dataset()) for name, parts in tree["tables"].children.items()}
        for part in ("train", "test")
    )
    panel, seed = SplitPanel(train, test, settings.data), known["seed"]
    if seed != settings.seed:
        raise ValueError(f"its seed is {seed}, that of its settings {settings.seed}")
    again, refit = tree.children.get(_REFIT.strip("/")), None
    if again is not None:
        refit = Fit(panel.fitted_whole(), _tiers(settings, again), seed)
    return FittedModel(panel, _tiers(settings, tree), seed, settings=settings, refit=refit)


def _tiers(settings: ExperimentSettings, tree: xr.DataTree) -> dict[str, FittedTier]:
    return {
        name: FittedTier(
            TierModel(name, getattr(settings, name), settings.data),
            _subtree(tree.children[name].children["scaler"]),
            _subtree(tree.children[name].children["posterior"]),
        )
        for name in tiers_of(settings)
    }


def _groups(tree: xr.DataTree) -> list[tuple[str, xr.Dataset]]:
    return [(f"/{path.strip('/')}", group) for path, group in tree.to_dict().items() if path.strip("/")]


def _subtree(tree: xr.DataTree) -> xr.DataTree:
    return xr.DataTree.from_dict({place: group for place, group in _groups(tree.copy(deep=False))})


def _to_arrays(table: pd.DataFrame) -> xr.Dataset:
    """Columns as arrays over rows; which of them are texts stands in the attributes, for an empty table
    too.
    """
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name].dtype)]
    columns = {name: ("row", table[name].to_numpy(dtype=str if name in texts else None)) for name in table}
    return xr.Dataset(columns, attrs={"columns": json.dumps(list(table)), "texts": json.dumps(texts)})


def _to_table(arrays: xr.Dataset) -> pd.DataFrame:
    texts: list[str] = json.loads(arrays.attrs["texts"])
    columns: dict[str, Any] = {
        name: np.asarray(arrays[name].values) for name in json.loads(arrays.attrs["columns"])
    }
    return pd.DataFrame(columns).astype(dict.fromkeys(texts, "str"))
