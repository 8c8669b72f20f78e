"""What one holds in a notebook: a panel, a model, a fitted model and what it answers.

A thin layer over the pure functions of the other packages, none of which knows of it.
"""
