"""The policy's effect by event studies and slopes."""
