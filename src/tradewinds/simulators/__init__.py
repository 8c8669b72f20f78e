"""Simulators: markets of agents whose laws are stated, with gradients through their randomness."""
