"""BibTeX of what a run really used: software with its versions, data with their vintage, methods."""

import re
from collections.abc import Iterator
from importlib.resources import files

from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.names import period_text
from tradewinds.report.publication.latex import escaped
from tradewinds.report.publication.quote import vintages
from tradewinds.report.publication.software import used_packages, used_version

_PACKAGES = {
    "jax": "jax", "numpyro": "numpyro", "blackjax": "blackjax", "optax": "optax", "arviz_stats": "arviz",
    "numpy": "numpy", "scipy": "scipy", "pandas": "pandas", "xarray": "xarray", "sklearn": "sklearn",
    "statsmodels": "statsmodels", "matplotlib": "matplotlib",
}  # fmt: skip
"""Package as provenance names it → its entry."""
_ALGORITHMS = {
    "nuts": ["nuts"],
    "microcanonical": ["microcanonical", "mclmc"],
    "variational": ["variational"],
    "ensemble": ["ensemble"],
    "laplace": ["laplace"],
    "dropout": ["dropout"],
    "early_stopping": ["ensemble", "earlystopping"],
}
_DESIGNS = {
    "distributed lag": ["distributedlag"],
    "local projection": ["projection"],
    "local projection, clean controls": ["projection", "cleanprojection"],
    "poisson": ["pseudolikelihood", "poissoneffects"],
}
"""Design of an event study, as its table names it → its entries."""
_CHAINS = ("nuts", "microcanonical")
"""Algorithms whose chains R̂ compares."""
_ENTRY = re.compile(r"^@\w+\{(\w+),", re.MULTILINE)


def references(given: ReportInputs) -> str:
    """A file of BibTeX: this software, what it stands on, the data, the methods; each once."""
    known = shipped_entries()
    versions = used_packages(given.provenance)
    parts = [_own(used_version(given.provenance, "tradewinds"))]
    parts += [_versioned(known["snakemake"], used_version(given.provenance, "snakemake"))]
    parts += [
        _versioned(known[entry], used_version(given.provenance, name))
        for name, entry in _PACKAGES.items()
        if name in versions
    ]
    parts += _data(given)
    parts += [known[entry] for entry in dict.fromkeys(used_methods(given))]
    return "\n".join(parts)


def shipped_entries() -> dict[str, str]:
    """Key → entry of the file beside this module."""
    text = (files("tradewinds.report.publication") / "references.bib").read_text(encoding="utf-8")
    return {found[1]: line + "\n" for line in text.splitlines() if (found := _ENTRY.match(line))}


def used_methods(given: ReportInputs) -> Iterator[str]:
    """Keys of the methods behind what this run shows, some of them more than once."""
    algorithms = [given.experiment[tier]["inference"]["algorithm"] for tier in given.names.tiers]
    for algorithm in algorithms:
        yield from _ALGORITHMS.get(str(algorithm), [])
        if algorithm in _CHAINS:
            yield "rhat"
    if any("loo" in set(table["quantity"]) for table in given.every("convergence").values()):
        yield "loo"
    if given.every("scores"):
        yield "scores"
    designs = ["distributed lag"] if given.verdict is not None else []
    study = given.one("event_study", "economics")
    designs += [] if study is None else [str(one) for one in study["design"].unique()]
    for design in designs:
        yield from next((keys for name, keys in reversed(_DESIGNS.items()) if design.startswith(name)), [])
    if designs or given.one("policy_slopes", "economics") is not None or given.effect:
        yield "clusters"


def _own(number: str) -> str:
    title = "tradewinds: a reproducible laboratory for trade policy"
    return f"@misc{{tradewinds, key = {{tradewinds}}, title = {{{title}}}, note = {{version {number}}}}}\n"


def _versioned(entry: str, number: str) -> str:
    """The entry with the version that was used."""
    return f"{entry.rstrip()[:-1]}, note = {{version {number}}}}}\n"


def _data(given: ReportInputs) -> Iterator[str]:
    """One entry a raw file, or one for a simulated economy."""
    described = given.experiment["data"]
    if described["synthetic"]:
        economy, seed = described["synthetic"]["economy"], given.experiment["seed"]
        software = used_version(given.provenance, "tradewinds")
        yield (
            f"@misc{{data, key = {{data}}, title = {{Simulated economy {escaped(str(economy))}}}, "
            f"note = {{simulated by tradewinds {software}, seed {seed}}}}}\n"
        )
        return
    spans = {
        described["tables"][table]["file"]: (table, panel) for table, panel in given.every("panels").items()
    }
    for number, (path, value) in enumerate(vintages(given.provenance).items(), 1):
        span = ""
        if path in spans:
            table, panel = spans[path]
            edges = (panel["period"].min(), panel["period"].max())
            first, last = (period_text(edge, given.names.frequency(table)) for edge in edges)
            span = f", rows used from {first} to {last}"
        title = f"{described['name']}: {path}"
        yield (
            f"@misc{{data{number}, key = {{data}}, title = {{{escaped(title)}}}, "
            f"note = {{{escaped(described['description'].strip())} File {escaped(path)}, vintage "
            f"{value[:16]} (beginning of the hash of its bytes){escaped(span)}}}}}\n"
        )
