"""What a result needs to prove itself to a stranger: making it again, one archive, numbers held to it."""
