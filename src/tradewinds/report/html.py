"""Filling the pages' templates: the same bytes for the same contents."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def filled(template: str, context: dict[str, Any]) -> str:
    """A page as HTML; a name that the template uses and ``context`` lacks is an error."""
    environment = Environment(
        loader=PackageLoader("tradewinds.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template(template).render(context)
