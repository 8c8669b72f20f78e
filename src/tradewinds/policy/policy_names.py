"""What tables of policies call a rule that reacts, and what belongs to it."""

RULE, PROPORTIONAL = "rule", "best proportional rule"
ALL_SECTORS = ""
"""Stands, among a rule's rates, for their mean over sectors."""
REACTION = "share of the reaction"
"""Moves of a rule that keep its constants, and a part of what it does about what it sees."""
