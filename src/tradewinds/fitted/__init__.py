"""What has been fitted: one equation with its draws, and all equations of an experiment with their tables."""
