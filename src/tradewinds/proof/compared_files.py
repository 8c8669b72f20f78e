"""Two files of one artifact: tables, arrays, lists and pages."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.artifacts import read_json, read_page, read_table, read_tree
from tradewinds.carried_provenance import read_provenance
from tradewinds.errors import abridged
from tradewinds.proof.judging import likeness_of
from tradewinds.proof.likeness import ArtifactLikeness, Likeness, Yardstick
from tradewinds.proof.numerals import HOLE
from tradewinds.proof.page_text import (
    exchanged_in_tables,
    exchanged_numbers,
    markup_of,
    other_pictures,
    other_pieces,
)
from tradewinds.proof.parts import ComparedPart, parts_of_tables, parts_of_trees
from tradewinds.proof.sentence_numbers import SentenceNumbers
from tradewinds.proof.sentences import same_words, words_of
from tradewinds.report.page.set_again import accent_of, is_set_from

_HASH = re.compile(r"\b[0-9a-f]{64}\b")


def compare_files(review: Path, again: Path, yardstick: Yardstick) -> ArtifactLikeness:
    """Two files of one artifact whose values are not the same. Raises ArtifactError."""
    if again.suffix == ".parquet":
        tables = read_table(review), read_table(again)
        if all("text" in table for table in tables) and len(tables[0]) != len(tables[1]):
            return _said_in_one(*tables)
        found = likeness_of(parts_of_tables(*tables, yardstick.draws), yardstick)
        return _held_to_numbers(found, *tables, yardstick)
    if again.suffix == ".nc":
        return likeness_of(parts_of_trees(read_tree(review), read_tree(again), yardstick.draws), yardstick)
    if again.suffix == ".json":
        leaves = [dict(_leaves(read_json(path))) for path in (review, again)]
        return likeness_of(_json_parts(*leaves), yardstick)
    return _pages(review, again, yardstick)


def _held_to_numbers(
    found: ArtifactLikeness, review: pd.DataFrame, again: pd.DataFrame, yardstick: Yardstick
) -> ArtifactLikeness:
    """What was found of a table, with the numbers inside its sentences: draws may make them others."""
    if not yardstick.drawn or len(review) != len(again):
        return found
    faults, unjudged = SentenceNumbers(review, again, yardstick).faults()
    if not faults:
        unjudged = 0 if yardstick.follows else unjudged
        note = [f"{unjudged} numbers in sentences stand in no cell that is judged"] if unjudged else []
        reason = "; ".join([one for one in (found.reason, *note) if one])
        return replace(found, unjudged=found.unjudged + unjudged, reason=reason)
    reasons = [*faults[:2], *([found.reason] if found.verdict == Likeness.different else [])]
    words, reason = found.words + len(faults), "; ".join(reasons)
    return replace(found, verdict=Likeness.different, words=words, reason=reason)


def _said_in_one(review: pd.DataFrame, again: pd.DataFrame) -> ArtifactLikeness:
    """Tables of pages of which one says more: its statements that the other does not have."""
    old, new = (Counter(words_of(str(text)) for text in table["text"]) for table in (review, again))
    only = {"it alone says": [*(old - new).elements()], "made again it says": [*(new - old).elements()]}
    told = [f"{who} “{abridged(texts[0])}”".replace(HOLE, "…") for who, texts in only.items() if texts]
    more = f"{len(review)} statements, {len(again)} made again"
    count = max(sum(len(texts) for texts in only.values()), 1)
    return ArtifactLikeness(Likeness.different, words=count, reason="; ".join([more, *told]))


def _pages(review: Path, again: Path, yardstick: Yardstick) -> ArtifactLikeness:
    """Words have to be the same; a number may be another where the page's table has it so. The rest of a page
    that is set from its table has to be set from it.
    """
    pieces = other_pieces(review, again)
    words = [pair for pair in pieces if not same_words(*pair)]
    wrong = words or ([] if yardstick.drawn else pieces)
    has_table = review.with_suffix(".parquet").is_file()
    if not wrong and pieces and has_table:
        known = exchanged_in_tables(review, again)
        wrong = [pair for pair in pieces if not exchanged_numbers([pair]) <= known]
    if wrong:
        old, new = map(abridged, wrong[0])
        return ArtifactLikeness(
            Likeness.different, words=len(wrong), reason=f"says “{old}”, made again “{new}”"
        )
    if not _same_markup(review, again):
        return ArtifactLikeness(Likeness.different, beyond=1, reason="other markup around the same words")
    if not pieces and not yardstick.drawn and yardstick.software_same:
        return ArtifactLikeness(
            Likeness.different, beyond=1, reason="the same words, another picture or other markup"
        )
    # what follows from the results above it was held to that
    pictures = 0 if yardstick.follows else other_pictures(read_page(review), read_page(again))
    unjudged = 0 if yardstick.follows or has_table else len(exchanged_numbers(pieces))
    said = [f"numbers that stand in no table and were not judged: {unjudged}"] if unjudged else []
    said += ["numbers as its table has them"] if pieces and has_table else []
    said += [f"pictures that were not compared: {pictures}"] if pictures else []
    return ArtifactLikeness(Likeness.within, unjudged=unjudged, pictures=pictures, reason="; ".join(said))


def _same_markup(review: Path, again: Path) -> bool:
    """Whether a page that was made again and follows from its table has one beside it that does too; of other
    pages whether all is the same but for words and pictures.
    """
    old, new = read_page(review), read_page(again)
    table = again.with_suffix(".parquet")
    accent = accent_of(read_provenance(again).get("settings"))
    if table.is_file() and is_set_from(read_table(table), new, accent):
        return is_set_from(read_table(review.with_suffix(".parquet")), old, accent)
    return markup_of(old) == markup_of(new)


def _json_parts(review: dict[str, Any], again: dict[str, Any]) -> Iterable[ComparedPart]:
    # hashes say that other artifacts differ, which these say themselves
    for key in dict.fromkeys([*again, *review]):
        sides = [
            np.array([side[key]], object) if key in side else np.empty(0, object) for side in (review, again)
        ]
        number = all(len(side) and isinstance(side[0], int | float) for side in sides)
        old, new = (side.astype(float) if number else _masked(side) for side in sides)
        yield ComparedPart(key, old, new)


def _masked(texts: np.ndarray) -> np.ndarray:
    return np.array([_HASH.sub("(hash)", str(text)) for text in texts], object)


def _leaves(content: Any, key: str = "") -> Iterable[tuple[str, Any]]:
    if isinstance(content, dict | list):
        named = content.items() if isinstance(content, dict) else enumerate(content)
        for name, inner in named:
            yield from _leaves(inner, f"{key}.{name}".lstrip("."))
    else:
        yield key, content
