"""Random keys of the equations, for whoever draws anything of them; no algorithm is imported."""

import zlib

import jax


def equation_key(seed: int, equation: str) -> jax.Array:
    """A key of its own for every equation, so that adding one changes no other.

    (One with more inputs than any before does: rows are padded to the widest equation of the table.)
    """
    return jax.random.fold_in(jax.random.key(seed), zlib.crc32(equation.encode()))
