"""Programs of these tests run for milliseconds: what counts is how long they take to compile."""

import jax

jax.config.update("jax_disable_most_optimizations", True)
