"""What is assumed: networks, priors, noise, effects, and the economy-wide disturbance."""
