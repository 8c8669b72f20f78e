"""Economies of overlapping generations, solved by networks that give what every age saves."""
