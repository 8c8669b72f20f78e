"""The report of an experiment: one page, a package for each of its parts."""
