"""What a job takes of memory and time, which grows with the experiment's data."""

from functools import cache

from needs import Held, data_mb, needed


def needs(memory_mb, minutes=60, held=Held.asked):
    """Resources of a rule: what its jobs take with little data, which grows with the experiment's and with attempts;
    ``held``: what they hold of a long table."""
    return needed(memory_mb, minutes, lambda wildcards: data_size(wildcards.experiment, held))


@cache
def data_size(name, held):
    """MB of an experiment's tables."""
    return data_mb(REQUEST.experiments[name], held)
