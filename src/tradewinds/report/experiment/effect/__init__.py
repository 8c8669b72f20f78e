"""The policy's effect by regression, without a network, and in a structural economy."""
