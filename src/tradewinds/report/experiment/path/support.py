"""Which series leave what they have seen themselves, with their share of the weight, in one line."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from tradewinds.policy.series_support import (
    NO_RANGE,
    OTHERS_RANGE,
    OWN_RANGE,
    meets_new,
    never_moved,
    policy_support,
)
from tradewinds.report.experiment.path.answers import outside
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import in_percent
from tradewinds.report.words import count, first_few, percent


def leaving_lines(names: Names, paths: Mapping[str, xr.Dataset]) -> list[Statement]:
    """Where a path leaves what was seen: all series together, then each its own (``support_lines``)."""
    away = outside(names, paths)
    return [*([away] if away else []), *support_lines(names, paths)]


def support_lines(names: Names, paths: Mapping[str, xr.Dataset]) -> list[Statement]:
    """Where the policy, and what the equations meet, leave a series' own range, a doubt where they do; then
    the sectors of which no effect is named. ``paths``: table → its roll-out."""
    data, flag = paths.get("sectors"), names.flag
    if data is None or "own_policy" not in data:
        return []
    where = policy_support(data, flag)
    left = where != OWN_RANGE
    policy = names.called(names.policy)
    whole = f"their own range of the {policy}, in level, or in how much it changes in a period or a year"
    if left.any():
        text = f"{_share(names, data, left)} leave {whole}"
        text += f": {_reliance(data, where)}." if len(where) > 1 else f". {_alone(data)}"
    else:
        text = f"All series stay in {whole}."
    nation = paths.get("national")
    if nation is not None and "own_policy" in nation and (policy_support(nation, flag) != OWN_RANGE).any():
        text += " So does the nation." if left.any() else " The nation leaves its own."
        left = np.append(left, True)
    met = meets_new(data, flag)
    if met.any():
        text += f" Some input of the equations leaves a series' own range in {_share(names, data, met)}."
    lines = [in_percent(left.mean()).in_words(text, "doubt" if left.any() else "plain")]
    return lines + _refused(names, data)


def left_weight(data: xr.Dataset, flag: float) -> float:
    """Share of the weight of series that leave their own range of the policy; NaN where it is not known."""
    if "own_policy" not in data:
        return np.nan
    left = policy_support(data, flag) != OWN_RANGE
    return float(data["weight"].values[left].sum()) if "weight" in data else float(left.mean())


def _share(names: Names, data: xr.Dataset, which: np.ndarray) -> str:
    """“89 % of series (71 % of import value)”."""
    text = f"{percent(which.mean())} of series"
    size = str(data.attrs.get("share_of", ""))
    if size and len(which) > 1:
        label = names.called(size)
        text += f" ({percent(float(data['weight'].values[which].sum()))} of {label})"
    return text


def _reliance(data: xr.Dataset, where: np.ndarray) -> str:
    """On what the answer rests in the series that leave their own range."""
    others, beyond = ((where == kind).sum() for kind in (OTHERS_RANGE, NO_RANGE))
    parts = []
    if others:
        parts.append(
            f"in {count(int(others), 'series', 'series')} others have been where it goes, and the answer "
            "relies on their experience"
        )
    if beyond:
        still = int((never_moved(data) & (where == NO_RANGE)).sum())
        never = f", {still} of which never saw the policy move," if still else ""
        parts.append(
            f"in {count(int(beyond), 'series', 'series')}{never} it is assumption, without a range to go by"
        )
    return "; ".join(parts)


def _alone(data: xr.Dataset) -> str:
    moved = "It never moved before: t" if never_moved(data).any() else "T"
    return f"{moved}he answer is assumption there."


def _refused(names: Names, data: xr.Dataset) -> list[Statement]:
    refused = [str(sector) for sector in np.atleast_1d(data.attrs.get("refused", []))]
    if not refused:
        return []
    share = float(data["weight"].sel(sector=refused).sum())
    limit = names.experiment["scenario"]["refuse_distance"]
    one = len(refused) == 1
    text = (
        f"{first_few(names.sector(s) for s in refused)} {'lies' if one else 'lie'} more than {limit:g} "
        f"training ranges beyond the data: no effect on {'it' if one else 'them'} is named, and all sectors "
        f"together are the others. The nation's sums hold {'it' if one else 'them'}, with {percent(share)} "
        "of the weight."
    )
    return [in_percent(share).in_words(text, "doubt")]
