"""Simulators: markets of agents whose laws are stated, run forward with gradients through their randomness."""
