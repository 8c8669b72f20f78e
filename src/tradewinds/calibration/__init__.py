"""Simulators calibrated to data by generalised variational inference, and what stands beside it.

Of a simulator nothing is asked but a loss: how far one simulation at parameters θ lies from the data. With
prior π, loss ℓ and temperature w > 0

    L(θ) = E_sim[ℓ(θ, y)],     q* = argmin_q  E_q[L(θ)]/w + KL(q ‖ π),

the best approximation, within a family of distributions q, of π(θ) exp(−L(θ)/w) (Bissiri, Holmes & Walker
2016; Knoblauch, Jewson & Damoulas 2022). The mean over simulations stands inside the exponent. With w = 1 and
a negative log-likelihood it is Bayes' rule; with any other loss w is a choice, so the answer is given for
several.
"""
