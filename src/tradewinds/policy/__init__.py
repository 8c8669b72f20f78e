"""What follows from a policy."""
