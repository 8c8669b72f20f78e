"""Tables of official publishers: fetched when asked, checked, kept as vintages with a record of each."""
