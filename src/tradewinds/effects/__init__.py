"""Policy-event designs: distributed lags, local projections, instruments, leads. Rivals of the network."""
