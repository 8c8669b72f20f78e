"""Rules that react: what a policy-maker does, given what she sees, learned through a model of one period."""
