"""A mark of trust: one reason to believe an answer or not."""

from dataclasses import dataclass

from tradewinds.review.status import Status


@dataclass(frozen=True)
class TrustMark:
    """One reason to believe an answer or not: how it ends, in a few words, where more of it stands, and what
    to do about it."""

    status: Status
    label: str
    text: str
    link: str
    advice: str = ""
