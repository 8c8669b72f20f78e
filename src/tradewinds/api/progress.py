"""Progress of a fit as a bar: equations done, and what the one in work is at."""

from importlib.util import find_spec
from types import TracebackType
from typing import Self

if find_spec("ipywidgets"):
    from tqdm.auto import tqdm
else:  # of which ``tqdm.auto`` complains in a notebook, before it falls back to text
    from tqdm import tqdm


class Progress:
    """Takes the lines that training says and shows the last one beside a bar of equations."""

    def __init__(self, equations: int, shown: bool) -> None:
        self._bar = tqdm(total=equations, unit="equation", disable=not shown, desc="fit")
        self._begun = 0

    def __call__(self, line: str) -> None:
        if ", equation " in line:  # the line with which an equation begins
            self._bar.update(self._begun)
            self._begun = 1
            self._bar.set_description(line.partition(",")[0])
        self._bar.set_postfix_str(line.partition(": ")[2], refresh=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._bar.update(self._begun)
            self._bar.set_postfix_str("")
        self._bar.close()
