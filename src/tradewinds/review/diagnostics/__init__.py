"""Checks of a fitted tier, a module each or a few that go together; a module that is put here is asked.

A module registers its checks in ``TIER``, asked once a tier, or ``EQUATION``, asked of each equation.
"""

from pkgutil import iter_modules

__all__ = sorted(module.name for module in iter_modules(__path__))  # noqa: PLE0605
