"""What the fields of a section are made of: kinds of values, each with its range and how that is said.

A section is a plain dataclass. Its annotations carry all that is known of a field; pydantic reads them where
settings are composed (``schema``) and where JSON Schema is written (``reference``). Nothing here imports
pydantic: the jobs of the workflow, short processes that get settings checked before, would wait for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from tradewinds.errors import SettingsError
from tradewinds.settings.checks import require


class Section:
    """Base of all sections: unknown keys are refused."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    def validate(self) -> None:
        """What must hold between the section's own keys; raises SettingsError with the key within it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Callable) -> dict[str, Any]:
        schema = dict(handler(source))
        # pydantic uses again what stands under this name: the check has to be part of it
        named = {"ref": schema.pop("ref")}
        return _after(lambda section: section.validate(), schema) | named


@dataclass(frozen=True)
class Range:
    """The numbers a field may be, from ``ge`` or above ``gt`` to ``le`` or below ``lt``; always finite."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    zero: bool = True
    """Whether 0 is allowed where it lies between the bounds."""
    noun: str = ""
    """What such a number is, “a fraction”; a number or a whole number when left out."""
    unit: str = ""
    why: str = ""
    remedy: str = ""

    def phrase(self, kind: type) -> str:
        """“a whole number of at least 1”, “a fraction between 0 and 1”."""
        noun = self.noun or ("a whole number" if kind is int else "a number")
        text = f"{noun}{self._bounds()}" if self.bounds else "a finite number"
        return f"{text}{'' if self.zero else ', not 0'}"

    @property
    def bounds(self) -> dict[str, float]:
        named = {"ge": self.ge, "gt": self.gt, "le": self.le, "lt": self.lt}
        return {name: bound for name, bound in named.items() if bound is not None}

    def _bounds(self) -> str:
        if self.gt is not None and self.lt is not None:
            return f" between {self.gt:g} and {self.lt:g}"
        low = self.ge if self.gt is None else self.gt
        if self.lt is not None or self.le is not None:
            high = f"below {self.lt:g}" if self.lt is not None else _grouped(self.le or 0)
            return f" from {low:g} to {high}"
        return f" above {low:g}" if self.gt is not None else f" of at least {low:g}"

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict[str, Any]:
        finite = {} if source is int else {"allow_inf_nan": False}
        schema = handler(source) | {"strict": True} | finite | self.bounds
        if self.zero:
            return schema
        return _after(lambda value: require(value != 0, "", value, self.phrase(source), self.remedy), schema)


def _grouped(bound: float) -> str:
    """A bound in digits, those of a large whole one in groups."""
    return f"{bound:,.0f}" if abs(bound) >= 1e5 and float(bound).is_integer() else f"{bound:g}"


class Exactly:
    """Of this type: 1 or “yes” is not true."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict[str, Any]:
        return handler(source) | {"strict": True}


class Countable:
    """A count of things that a machine makes: a slip of the keyboard is no plan."""

    most = 10_000_000

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict[str, Any]:
        expected = f"a whole number of at most {self.most:,}"
        return _after(lambda value: require(value <= self.most, "", value, expected), handler(source))


@dataclass(frozen=True)
class Pattern:
    """A text that the whole of a regular expression fits, and how that is said."""

    regex: str
    phrase: str
    remedy: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict[str, Any]:
        return handler(source) | {"pattern": f"^(?:{self.regex})$"}


@dataclass(frozen=True)
class Items:
    """How many items a list may have, and whether one may stand there twice."""

    least: int = 0
    most: int | None = None
    such_as: str = "[a, b]"

    @property
    def phrase(self) -> str:
        least = " of at least one" if self.least else ""
        number = least if self.most is None else f" of {self.least} to {self.most}"
        return f"a list{number}, such as {self.such_as}"

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict[str, Any]:
        most = {} if self.most is None else {"max_length": self.most}
        return _after(_each_once, handler(source) | {"min_length": self.least} | most)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Callable) -> dict[str, Any]:
        return handler(schema) | {"uniqueItems": True}


@dataclass(frozen=True)
class Said:
    """How configs/README.md says what a field may be, where its type does not tell."""

    phrase: str


def _each_once(items: list[Any]) -> None:
    for item in items:
        require(items.count(item) == 1, "", items, f"{item} once")


def _after(check: Callable[[Any], None], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with a check of what it has made; pydantic adds the place to what the check says."""

    def checked(value: Any) -> Any:
        try:
            check(value)
        except SettingsError as error:
            raise ValueError(error) from error
        return value

    return {"type": "function-after", "function": {"type": "no-info", "function": checked}, "schema": schema}


Switch = Annotated[bool, Exactly()]
Count = Annotated[int, Range(ge=1), Countable()]
Seed = Annotated[int, Range(ge=0, le=2**32 - 1)]
Finite = Annotated[float, Range()]
Positive = Annotated[float, Range(gt=0)]
NotNegative = Annotated[float, Range(ge=0)]
Fraction = Annotated[float, Range(gt=0, lt=1, noun="a fraction", remedy="Write 0.2 for 20 %.")]
Share = Annotated[float, Range(ge=0, lt=1, noun="a fraction", remedy="Write 0.2 for 20 %.")]
Rise = Annotated[
    float,
    Range(ge=-20, le=20, zero=False, noun="a fraction", remedy="Write 0.1 for 10 points."),
    Said("fraction between −1 and 1 (more where the policy's `largest` is), not 0"),
]
"""Change of a rate in points; how large it may be depends on the policy (``rates``)."""
TrainingRanges = Annotated[float, Range(gt=0, unit="training ranges")]
Name = Annotated[str, Pattern("[A-Za-z0-9_-]+", "a name of letters, digits, _ and -")]
EquationName = Annotated[
    str, Pattern(r"tier[12]\.\w+", "a tier and what its equation explains, such as tier1.price")
]
Sectors = Annotated[list[str], Items(), Said("list of sectors")]
