"""Checks of the policy's effect: what it owes to what was left out, to the prior, to what is not observed.

Their cases are rows of the tables of ``tradewinds.sensitivity``. ``{of}`` in a sentence is whose effect it
is, one outcome or several, which the page fills in.
"""
