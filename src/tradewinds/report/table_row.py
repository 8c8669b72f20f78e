"""A row of a table as ``itertuples`` gives it: a field a column."""

from typing import Any

TableRow = Any
"""Which fields it has, the columns of its table say alone."""
