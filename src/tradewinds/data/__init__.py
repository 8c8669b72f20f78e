"""From a user's file, or a synthetic economy, to validated panels split forward in time."""
