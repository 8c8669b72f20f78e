"""How far an answer is to be believed, as the first screen of every page says it."""
