"""What is wrong with a call, in terms of its arguments and not of the settings that these become."""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from itertools import chain
from typing import ParamSpec, TypeVar

from tradewinds.errors import TradewindsError
from tradewinds.settings.annotations import field_names
from tradewinds.settings.data import DataSettings
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.schema import REMEDY

FROM_FRAME = "a data frame"
"""Stands where the name of a file stands otherwise."""
ASKED_SCENARIO = "asked"
"""The name of the scenario of a ``TradeModel``."""
_P = ParamSpec("_P")
_T = TypeVar("_T")
Rewording = Callable[[str], str]
"""What errors say of settings → the same of arguments."""

_WITHOUT_ARGUMENT = re.compile(r" \(“[a-z_]+”(?:, “[a-z_]+”)*\)")
"""Settings in brackets behind what can be done without them: “leave the sector out (“exclude”)”."""
_QUOTED = re.compile(
    r"(?<!column )(?<!columns )“(?P<key>[a-z_]+)(?:: (?P<value>[^”]+))?”(?: of (?P<variable>\w+))?(?! \(for )"
)
"""A setting, perhaps its value, perhaps of a variable; a column follows “column”, or says what it is for."""
_OF_TABLE = {"frequency": "frequency", "period": "period", "keys": "sector", "gaps": "gaps"}
_OF_VARIABLE = {"smallest": "smallest", "largest": "largest", "label": "labels", "unit": "units"}
_LISTS = {"written": "percent", "scale": "levels", "rate": "rates"}
"""Setting of a variable → the argument that names the variables of which it holds."""
_DATA = (
    (r"\(for keys\.\w+\)", "(for sector=)"),
    (r"\(for variables\.\w+\)", "(for rates=, logs= or levels=)"),
    (r"\(for period\)", "(for period=)"),
    (r" in data\.tables\.\w+\.variables\.\w+\.column\.", "."),
    (r" (?:in|under) data(?:\.tables(?:\.\w+)?(?:\.variables)?)?\.(?=$|\s)", " in the call."),
    (r"data\.tables\.\w+\.variables\.(\w+)\.([\w, ]+?)(?= =|$)", r"\2 of \1"),
    (r"data\.tables\.\w+\.identities\.(\w+)", r'identities["\1"]'),
    (r"data\.tables\.\w+\.keys", "sector"),
    (r"data\.tables\.\w+\.(\w+)", r"\1"),
    (r"data\.tables\.\w+(?= =)", "column"),
    (r"data\.aggregates\.(\w+)(?:\.\w+)?", r'aggregates["\1"]'),
    (r"data\.(?=[a-z])", ""),
    (r" or let it be read as it is: tradewinds start FILE\.", "."),
)
_MODEL = (
    (r"^tier2 needs the table national", "prosperity needs national series"),
    (r"Describe it in data\.$", "Add them by panel.with_nation(…)."),
    (r"\bname it in data\.aggregates\b", "name it in aggregates={…} of with_nation"),
    (r"\binference=(\w+)", r'inference="\1"'),
    (r"\bscenario\.sectors\b", "sectors= of the path"),
    (r"\btier1\.equations\b", "equations"),
    (r"\btier2\.equations\b", "prosperity"),
    (r"\btier1\.effects\b", "effects"),
    (r"\bscenario\.variable\b", "policy"),
    (r"\bscenario\.weights\b", "weights"),
)
_SECTIONS = "|".join(name for name in field_names(ExperimentSettings) if name not in ("data", "seed"))
_KEY = re.compile(rf"(?<![\w.\"])(?:{_SECTIONS})(?:\.[a-z_][\w]*)+")
_CALLS = (
    (r"\bscenario\.periods\b", "periods"),
    (r"\bscenario\.draws\b", "draws"),
    (r"\bchecks\.(\w+)\.(\w+), (\w+)(?= =)", r'\1["\2"], \1["\3"]'),
    (r"\bchecks\.(\w+)\.(\w+)", r'\1["\2"]'),
    (r"\bchecks\.(\w+)(?= =)", r"\1"),
    (r", or choose an option, welfare=sectors", ""),
    (r"\b(welfare|optimise)\.([\w.]+)=(\w+)", r'\1={"\2": \3}'),
    (r"\b(welfare|optimise)\.([a-z_][\w.]*\w)", r'\1["\2"]'),
    (r"\(verdict\.(\w+)\)", r"(\1=)"),
    (r"\b(?:verdict|event_study|policy_slopes)\.(?=[a-z])", ""),
)


def _replaced(text: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, words in rules:
        text = re.sub(pattern, words, text)
    return text


def of_frame(text: str) -> str:
    """What is said of a table, where it came as a frame."""
    return _QUOTED.sub(_argument, _replaced(_WITHOUT_ARGUMENT.sub("", text), _DATA))


def _argument(found: re.Match[str]) -> str:
    """An argument as it is written in a call: ``gaps=True``, ``largest={"tariff": 2}``."""
    key, value, variable = found["key"], found["value"], found["variable"]
    of = f" of {variable}" if variable else ""
    if key in _OF_TABLE:
        written = "True" if key == "gaps" else f'"{value}"'
        return f"{_OF_TABLE[key]}={written if value else ''}{of}"
    if key in _OF_VARIABLE:
        entry = f'{{"{variable}": {value or "…"}}}' if variable else ""
        return f"{_OF_VARIABLE[key]}={entry}"
    if key in _LISTS:
        named = f'"{variable}"' if variable else ""
        return f"{_LISTS[key]}={named}"
    return found[0]


def of_tier(tier: str) -> Rewording:
    """What is said of one tier, whose keys stand alone there, with the whole names of these keys."""

    def told(text: str) -> str:
        text = re.sub(r"(?<![\w.])(?=(?:inference|model)\.[a-z])", f"{tier}.", text)
        return re.sub(r"\bdiagnostics\.epsilon\b", rf"\g<0>.{tier}", text)

    return told


def of_model(text: str) -> str:
    """What is said of an experiment's settings, where they came from a ``TradeModel``."""
    text = _KEY.sub(lambda key: f'settings["{key[0]}"]', _replaced(text, _MODEL))
    return text.replace("See configs/README.md, “Equations”.", "See help(tw.TradeModel).")


def of_call(text: str) -> str:
    """What is said of sections that a question to a fit or a panel is asked with."""
    return _replaced(text, _CALLS)


def wordings_of(data: DataSettings, scenario: str = "") -> tuple[Rewording, ...]:
    """How errors are told of tables that were frames, and of a ``TradeModel`` (named as its ``scenario``)."""
    described = data.tables.get("sectors")
    from_python = (scenario == ASKED_SCENARIO, described is not None and described.file == FROM_FRAME)
    return tuple(one for one, told in zip((of_model, of_frame), from_python, strict=True) if told)


def in_words(text: str, wordings: Iterable[Rewording]) -> str:
    """A text of a result, in the words of who asked for it."""
    for wording in wordings:
        text = wording(text)
    return text


def _help(call: str, of_settings: bool) -> str:
    """Where a call's arguments are described, and keys among them."""
    owner, _, method = call.partition(".")
    own = "TradeModel" if owner == "UnfittedModel" or method == "__init__" else call
    return f"See help(tw.{own})." + (" Keys of settings= stand in configs/README.md." if of_settings else "")


def in_terms_of(*wordings: Rewording) -> Callable[[Callable[_P, _T]], Callable[_P, _T]]:
    """Decorates a call: its errors, of whatever depth, are about its own arguments.

    The ``wordings`` come first, then those of the objects that it is about, where they have ``wordings``.
    Where there are none, as of a composed experiment, errors stay about its keys.
    """

    def decorated(call: Callable[_P, _T]) -> Callable[_P, _T]:
        @wraps(call)
        def told(*args: _P.args, **kwargs: _P.kwargs) -> _T:
            try:
                return call(*args, **kwargs)
            except TradewindsError as error:
                about = (one for one in (*args, *kwargs.values()) if not isinstance(one, type))
                asked = (getattr(one, "wordings", ()) for one in about)
                if told_in := list(dict.fromkeys((*wordings, *chain(*asked)))):
                    for wording in told_in:
                        error.reword(wording)
                    where = _help(call.__qualname__, 'settings["' in error.found)
                    error.reword(lambda text: text.replace(REMEDY, where))
                raise

        return told

    return decorated
