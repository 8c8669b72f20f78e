"""Identities: products and quotients of variables and numbers, ``tariff * price / 100 * volume``.

What follows from other variables by definition is computed, not learned.
"""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from tradewinds.errors import EquationError


def names_in(text: str) -> list[str]:
    """Variables an identity uses, in order. Raises EquationError if it cannot be read."""
    names: dict[str, float] = {}
    _walk(_parsed(text), text, lambda name: names.setdefault(name, 1.0))
    return list(names)


def compute(text: str, values: Mapping[str, Any]) -> Any:
    """Value of an identity, elementwise on arrays of any library. Raises EquationError."""
    return _walk(_parsed(text), text, values.__getitem__)


def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise _unreadable(text) from None


def _walk(node: ast.expr, text: str, lookup: Callable[[str], Any]) -> Any:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        left, right = _walk(node.left, text, lookup), _walk(node.right, text, lookup)
        return left * right if isinstance(node.op, ast.Mult) else left / right
    if isinstance(node, ast.Name):
        return lookup(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and node.value:
        return float(node.value)
    raise _unreadable(text)


def _unreadable(text: str) -> EquationError:
    return EquationError(
        f"identity “{text}” cannot be read",
        "variables and numbers other than 0, joined by * and /",
        "For example “tariff * price / 100 * volume”.",
    )
