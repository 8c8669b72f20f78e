"""The simple models a network must beat, on the same rows, each forecast one period ahead.

A simple model is a location and a noise law, learned from the training rows (role ``fit``) alone. To
add one: a function in one of the modules here that returns a ``Model`` (None where it does not apply),
its line in ``registry.BASELINES``, and a test with a known answer.
"""
