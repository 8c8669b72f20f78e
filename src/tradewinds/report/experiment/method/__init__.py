"""The data, the equations with what they assume, and what everything was computed from."""
