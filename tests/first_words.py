"""How much a reader meets on the first screen of a page, by the page's own frame."""

import pandas as pd

MOST_FIRST = 150
"""Words of a first screen, header and navigation included."""
_UNREAD = ("title", "picture")
"""Roles that are no text on the screen: the window's title, the texts of pictures."""


def first_screen_words(summary: pd.DataFrame) -> int:
    """Above and in the section that a page opens with, and what opens its list of contents."""
    first = summary[summary["section"].isin(["top", "short"])]
    return words(first) + bool((summary["form"].eq("Heading") & summary["column_name"].ne("")).any())


def words(summary: pd.DataFrame) -> int:
    """Of what is open: whatever has a letter or a digit in it, a number with its unit being one.

    The heading of the section that a page opens with is there for screen readers alone.
    """
    unread = summary["folded"] | summary["role"].isin(_UNREAD) | summary["column_name"].isin(["link", "sign"])
    unread |= summary["section"].eq("short") & summary["form"].eq("Heading")
    text = summary.loc[~unread, "text"].str.replace("[\u202f\u00a0]", "", regex=True)
    return sum(any(letter.isalnum() for letter in word) for one in text for word in one.split())
