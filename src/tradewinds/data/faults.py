"""All that is wrong with a table, said at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tradewinds.errors import DataError


class Faults:
    """Faults of one table as they are found; work goes on where it can."""

    def __init__(self) -> None:
        self.found: list[DataError] = []

    def add(self, *errors: DataError) -> None:
        """One error more, or those that one is made of; each is kept once."""
        known = {str(one) for one in self.found}
        for error in errors:
            parts = error.parts if isinstance(error, ManyFaults) else [error]
            self.found += [part for part in parts if str(part) not in known]

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within, a DataError is one of the faults and ends no more than this part."""
        try:
            yield
        except DataError as error:
            self.add(error)

    def refuse(self) -> None:
        """Raise what was found: one error as it is, several as ``ManyFaults``."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise ManyFaults(self.found)


class ManyFaults(DataError):
    """Several faults of a table, each on a line of its own with its remedy."""

    def __init__(self, parts: list[DataError]) -> None:
        self.parts = parts
        super().__init__(f"{len(parts)} things are wrong with the table:")

    def __reduce__(self) -> tuple[type, tuple[list[DataError]]]:
        """As it was made: a copy of what Python keeps, the text, has no parts."""
        return type(self), (self.parts,)

    def _line(self) -> str:
        return self.found + "".join(f"\n  {number}. {part}" for number, part in enumerate(self.parts, 1))

    def reword(self, wording: Callable[[str], str]) -> None:
        """As of one error, each of the parts."""
        for part in self.parts:
            part.reword(wording)
        super().reword(wording)
