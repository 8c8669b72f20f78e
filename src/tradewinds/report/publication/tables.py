"""The page's tables as CSV, with the numbers themselves, and as LaTeX, as the page says them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.publication.latex import escaped

_NOT_FOR_PAPERS = ("sources",)
"""Sections whose tables say which files there are."""
_LONGEST, _PAGE = 48, 45
"""Letters of a name made of a caption; rows that stand on a page."""
_OF_FOLDED = 2
"""Tables of a section, and a tier, that are taken where all of them are folded away."""
_MARKS = re.compile(r"`([^`]*)`|\*\*(.+?)\*\*|\[([^\]]+)\]\([^)]*\)")


@dataclass(frozen=True)
class PaperTable:
    """One table of the page; ``name`` is that of its files."""

    name: str
    caption: str
    note: str
    head: list[str]
    cells: pd.DataFrame
    """The frame's rows of its cells: row, column, text, value, low, high, unit, kind, source."""
    texts: int
    """Columns that are words, the first ones."""

    @property
    def source(self) -> str:
        """The artifacts behind it."""
        return ", ".join(dict.fromkeys(filter(None, self.cells["source"])))

    def csv(self) -> str:
        """A line a row. Of a column with numbers: the value, the ends of its band and the unit, as far as
        there are any; of one with words, these.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        columns = [self._numbers(at, head) for at, head in enumerate(self.head)]
        writer.writerow([name for names, _ in columns for name in names])
        for row in sorted(self.cells["row"].unique()):
            writer.writerow([value for _, values in columns for value in values.get(row, [""])])
        return stream.getvalue()

    def tex(self) -> str:
        """A ``table`` for the package booktabs, its caption with the note, and a label; UTF-8. What is longer
        than a page is a ``longtable``, of the package of that name.
        """
        said = f"{self.caption.rstrip('.')}. {self.note}" if self.note else self.caption
        caption = f"\\caption{{{escaped(unmarked(said))}}}\\label{{tab:{self.name}}}"
        columns = "l" * self.texts + "r" * (len(self.head) - self.texts)
        head = ["\\toprule", _line(self.head), "\\midrule"]
        lines = [
            _line([texts.get(at, "") for at in range(len(self.head))])
            for texts in (
                dict(zip(cells["column"], cells["text"].astype(str), strict=True))
                for _, cells in self.cells.groupby("row", sort=True)
            )
        ]
        if len(lines) > _PAGE:
            above = [f"\\begin{{longtable}}{{{columns}}}", f"{caption}\\\\", *head]
            body = [*above, "\\endfirsthead", *head, "\\endhead", *lines, "\\bottomrule", "\\end{longtable}"]
            return "\n".join(["{\\footnotesize", *body, "}", ""])
        tabular = [f"\\begin{{tabular}}{{{columns}}}", *head, *lines, "\\bottomrule", "\\end{tabular}"]
        above = ["\\begin{table}[tbp]", "\\centering", caption, "\\footnotesize"]
        return "\n".join([*above, *tabular, "\\end{table}", ""])

    def _numbers(self, at: int, head: str) -> tuple[list[str], dict[int, list[object]]]:
        """Names of a column's parts, and row → their values."""
        cells = self.cells[self.cells["column"] == at]
        if not cells[["value", "low", "high"]].notna().any(axis=None):
            return [head], dict(zip(cells["row"], ([text] for text in cells["text"]), strict=True))
        parts = [part for part in ("value", "low", "high") if cells[part].notna().any()]
        names = {"value": head, "low": f"{head}, low", "high": f"{head}, high"}
        titles, units = [names[part] for part in parts], list(dict.fromkeys(filter(None, cells["unit"])))
        if len(units) == 1:
            titles = [f"{title} ({units[0]})" if units[0] not in title else title for title in titles]
        elif units:
            titles.append(f"{head}, unit")
        found: dict[int, list[object]] = {}
        for _, cell in cells.iterrows():
            values: list[object] = [f"{cell[part]:.10g}" if pd.notna(cell[part]) else "" for part in parts]
            found[int(cell["row"])] = values + ([cell["unit"]] if len(units) > 1 else [])
        empty: list[object] = [""] * len(titles)
        return titles, {row: found.get(row, empty) for row in sorted(self.cells["row"].unique())}


def paper_tables(frame: pd.DataFrame, names: Names) -> Iterator[PaperTable]:
    """The main tables of a page's frame, columns as ``page.summary`` has them: of each section those that
    are not folded away, and where all are the first two, of each tier; none about files.
    """
    known: set[str] = set()
    tables = frame[(frame["form"] == "Table") & ~frame["section"].isin(_NOT_FOR_PAPERS)]
    open_in = tables[~tables["folded"]]["section"].unique()
    seen: Counter[tuple[str, str]] = Counter()
    for (section, _), rows in tables.groupby(["section", "block"], sort=False):
        tier = _tier(rows, names)
        seen[section, tier] += 1
        if rows["folded"].any() and (section in open_in or seen[section, tier] > _OF_FOLDED):
            continue
        roles = {role: of for role, of in rows.groupby("role", sort=False)}
        if "cell" not in roles:
            continue
        head = roles["head"].sort_values("column")
        caption = str(roles["caption"]["text"].iloc[0])
        ways = [(), (str(head["text"].iloc[0]),), *((str(number),) for number in range(2, len(tables)))]
        of = (str(section), tier, caption)
        name = next(one for more in ways if (one := _name(*of, *more)) not in known)
        known.add(name)
        yield PaperTable(
            name,
            f"{names.tier(tier)}. {caption}" if tier else caption,
            " ".join(roles["note"]["text"]) if "note" in roles else "",
            [str(text) for text in head["text"]],
            roles["cell"],
            int((head["kind"] == "text").sum()),
        )


def _line(texts: Sequence[str]) -> str:
    """One row of a table; braces keep what it begins with from being read as an option of the row above."""
    row = " & ".join(escaped(unmarked(text)) for text in texts)
    return f"  {'{}' if row.lstrip().startswith(('[', '*')) else ''}{row} \\\\"


def unmarked(text: str) -> str:
    """Without the marks of a page: code, strong words, links."""
    return _MARKS.sub(lambda found: found[1] or found[2] or found[3] or "", text)


def _tier(rows: pd.DataFrame, names: Names) -> str:
    """The tier whose artifacts a table comes from; empty where it is of none, or of more than one."""
    sources = " ".join(rows["source"].unique())
    found = [tier for tier in names.tiers if f"/{tier}/" in sources]
    return found[0] if len(found) == 1 else ""


def _name(section: str, tier: str, caption: str, more: str = "") -> str:
    """“scores-tier1-log-predictive-density”: lower case, no character that a file system minds; ``more``
    where that is the name of another.
    """
    parts = [section, tier, _slug(unmarked(caption).partition("(")[0]), _slug(more)]
    return "-".join(filter(None, parts))


def _slug(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit("-", 1)[0]
