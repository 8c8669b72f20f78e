"""The figures of the gallery, each with the code that makes it: python docs/gallery.py shows them all.

``make docs`` runs these cells in order, in one namespace, and shows every cell with what it drew. The fit is
small, a few networks and short training, so that this takes seconds.
"""

# %% Data
# Ten simulated sectors over 96 months, whose tariffs change by decisions. `Panel.from_frame` makes the same
# of a table of your own.
import tradewinds as tw

panel = tw.Experiment("effects").panel()
panel.plot("tariff")

# %% The effect by periods since a rise
# By a distributed lag without a network, with its leads: before the rise they should lie at zero.
answer = panel.effect("volume", tw.Step(0.05, periods=12))
answer.plot("volume")

# %% Rival designs beside each other
rivals = ["distributed lag", "local projection"]
study = panel.event_study("volume", horizons=12, leads=6, designs=rivals)
study.plot()

# %% Slopes, side by side
# Of changes over a year: on the tariff's, on those a month before, and with these as an instrument.
slopes = panel.policy_slopes("volume")
slopes.plot()

# %% A fit, and its forecasts
# A small ensemble, for a first look: no probability is named of it, and its bands are too narrow. Leave
# `inference` and `settings` out for a result that matters.
quick = {
    "split.refit": False,
    "tier1.model.width": 4,
    "tier1.inference.ensemble.members": 4,
    "tier1.inference.optimiser.steps": 400,
    "tier1.inference.optimiser.chunk": 100,
}
model = tw.TradeModel(
    ["volume[t] ~ volume[t-1] + tariff[t] + tariff[t-1]"],
    effects=["sector", "period"],
    inference="ensemble",
    settings=quick,
)
fit = model.fit(panel, seed=1, progress=False)
fit.predict().plot("volume")

# %% Do its bands hold what they claim?
fit.assess().plot()

# %% The effect of a path
# The difference between the path and tariffs that stay where they are, under the same draws and disturbances.
effect = fit.roll_out(tw.Step(0.05, periods=12))
effect.plot("volume")

# %% What economics expects, and what the fit and its prior say
falling = {"outcome": "volume", "rise": 0.05, "horizon": 6, "below": 0}
checks = fit.check(imports_fall=falling)
checks.plot()
