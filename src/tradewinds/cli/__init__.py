"""The command ``tradewinds``: thin names for the workflow's targets, and how a run is followed.

Nothing here imports JAX, nor what does: a command answers at once.
"""
