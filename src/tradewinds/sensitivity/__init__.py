"""How far an answer depends on what was assumed: variables left out, priors, inputs, unseen confounders."""
