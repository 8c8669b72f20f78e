"""Mistakes that matter in a report, beside those of cosmic-ray: opposites exchanged, other quantiles."""

import re

import parso
from cosmic_ray.operators.operator import Operator

OPPOSITES = (
    ("higher", "lower"), ("better", "worse"), ("best", "worst"), ("inside", "outside"), ("above", "below"),
    ("includes", "excludes"), ("ahead", "behind"), ("good", "bad"), ("plain", "doubt"), ("passed", "failed"),
    ("failed", "undecided"), ("undecided", "passed"), ("pass", "fail"), ("low", "high"), ("first", "last"),
    ("min", "max"), ("any", "all"), ("tampered", "stale"), ("untraceable", "not_checked"), ("all", "some"),
    ("more", "less"), ("rises", "falls"), ("up", "down"), ("is", "is not"),
)  # fmt: skip
"""Words, and names of members and of functions that are called."""
_OTHER: dict[str, str] = {}
for one, other in OPPOSITES:
    _OTHER.setdefault(one, other)
    _OTHER.setdefault(other, one)
_WORD = re.compile(rf"(?<![\w{{.])(?:{'|'.join(sorted(_OTHER, key=len, reverse=True))})(?![\w}}])")


class OppositeWord(Operator):
    """In a text that is no docstring: each of its words that has an opposite."""

    def mutation_positions(self, node):
        if node.type in ("string", "fstring_string") and not _is_docstring(node):
            for _ in _words(node.value):
                yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        found = _words(node.value)[index]
        node.value = node.value[: found.start()] + _OTHER[found.group()] + node.value[found.end() :]
        return node

    @classmethod
    def examples(cls):
        return ()


class OppositeName(Operator):
    """``.low`` for ``.high``, ``Status.passed`` for ``Status.failed``, ``min`` for ``max``."""

    def mutation_positions(self, node):
        if node.type == "name" and node.value in _OTHER and _OTHER[node.value].isidentifier():
            before, after = node.get_previous_leaf(), node.get_next_leaf()
            called = after is not None and after.value == "("
            if (before is not None and before.value == ".") or (
                called and node.value in ("min", "max", "any", "all")
            ):
                yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        node.value = _OTHER[node.value]
        return node

    @classmethod
    def examples(cls):
        return ()


class OtherShare(Operator):
    """A probability, a share or a quantile nearer to the middle: 0.05 becomes 0.275."""

    def mutation_positions(self, node):
        if node.type == "number" and re.fullmatch(r"0\.\d+", node.value) and float(node.value) != 0.5:
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        return parso.python.tree.Number(f"{(1 + 2 * float(node.value)) / 4:g}", node.start_pos, node.prefix)

    @classmethod
    def examples(cls):
        return ()


def _words(text: str) -> list[re.Match]:
    return list(_WORD.finditer(text))


def _is_docstring(node: parso.tree.NodeOrLeaf) -> bool:
    return node.parent is not None and node.parent.type in ("simple_stmt", "file_input")
