"""One module an algorithm, each with its ``DECLARATION``; a module that is put here is an algorithm.

They lie below ``settings``, which reads which algorithms there are, and import nothing but what a declaration
is: so a stage that only asks what an algorithm is like does not depend on how it computes.
"""

from pkgutil import iter_modules

__all__ = sorted(module.name for module in iter_modules(__path__))  # noqa: PLE0605
