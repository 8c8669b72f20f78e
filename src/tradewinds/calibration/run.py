"""A simulator calibrated to a series: every answer, what it says of the parameters, and the checks beside."""

from dataclasses import replace
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.calibration.calibrate import Answer, calibrate, sweep_temperatures
from tradewinds.calibration.comparison_rows import observed_of, simulated_units
from tradewinds.calibration.contraction import contraction_table
from tradewinds.calibration.gradient_check import check_gradients
from tradewinds.calibration.minimum_distance import minimum_distance
from tradewinds.calibration.pose import PosedCalibration, pose_calibration
from tradewinds.calibration.rejection import reject
from tradewinds.calibration.replicas import replica_table
from tradewinds.loop import FORGETFUL, Log, Memory
from tradewinds.model.arrays import on_device
from tradewinds.runtime import computing
from tradewinds.settings.calibration import CalibrationSettings, DiscrepancyName, GradientEstimator
from tradewinds.settings.simulator import SimulatorSettings
from tradewinds.streams import EXPERIMENT_CALIBRATE, EXPERIMENT_OWN_RUN

CHECKED_POINTS = 3
"""Parameters, drawn from the answer, at which gradients are checked."""
STARTS = 4
"""Descents of the point estimate."""


class CalibratedSimulator(NamedTuple):
    """All that a calibration computes."""

    answers: xr.Dataset
    """Draws ``parameter`` [temperature, draw, name] in their own units and ``coordinate`` as learned, the
    prior's likewise; curves [temperature, epoch]; ``compared`` [input], whether the data's are compared."""
    parameters: pd.DataFrame
    """``contraction_table`` with the truth where the data were simulated, and what each parameter means;
    median and 90 % band in its own unit (``median_parameter``, ``low_parameter``, ``high_parameter``; of
    minimum distance the point, and where starts end);
    rejection and minimum distance beside it, by ``method``."""
    temperatures: pd.DataFrame
    """One row a temperature: E_q[L], KL, their total, epochs, what was not finite."""
    gradients: pd.DataFrame
    """``check_gradients``; without rows where no slope is used."""
    replicas: pd.DataFrame
    """``replica_table`` of the first temperature."""


def calibrate_simulator(
    series: pd.DataFrame,
    of: SimulatorSettings,
    settings: CalibrationSettings,
    seed: int,
    log: Log = lambda _: None,
    memory: Memory = FORGETFUL,
    real: bool = False,
) -> CalibratedSimulator:
    """Calibrate the simulator to ``series`` (``pose_calibration``) at every temperature.

    ``real``: the series were not simulated. What parameters they were simulated with is then not known; and
    the simulator is calibrated to a run of its own along the same inputs too, at the prior's means: rows of
    the method ``own run``, by which it is known what these inputs identify in the best case.

    Raises DataError, SettingsError and FitError as ``pose_calibration`` and ``calibrate``.
    """
    with computing(settings.precision):
        posed = pose_calibration(series, of, settings)
        posed = posed._replace(observed=on_device(posed.observed))
        keys = jax.random.split(jax.random.fold_in(jax.random.key(seed), EXPERIMENT_CALIBRATE), 5)
        name, search = posed.simulator.name, posed.search
        for still in posed.left_out:
            log(f"{name}: the input {still} does not move, and is left out of what is compared")
        found = sweep_temperatures(name, search, posed.observed, settings.temperatures, keys[0], log, memory)
        table = contraction_table(posed.simulator.parameter_names, found, search.prior, settings.identified)
        table = table.assign(**_in_own_units(posed, [answer.draws for answer in found]))
        declared = _declared(posed, replace(of, parameters={}) if real else of)
        table = table.merge(declared, on="parameter")
        beside = _beside(posed, settings, table, keys[1], log)
        if real:
            run_key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_OWN_RUN)
            beside.append(_own_run(posed, settings, declared, run_key, log))
        table = pd.concat([table.assign(method="calibration"), *beside])
        replicas = replica_table(posed, found[0].draws[: settings.replicas], keys[2])
        gradients = _gradients(posed, settings, found[0], keys[3], log)
        return CalibratedSimulator(
            _answers(posed, found, keys[4]),
            table.reset_index(drop=True),
            _temperatures(found),
            gradients,
            replicas,
        )


def _declared(posed: PosedCalibration, of: SimulatorSettings) -> pd.DataFrame:
    """Parameter → its meaning and unit, the coordinate it is learned in, and what the data were simulated
    with, in its own unit (``true_parameter``) and as learned (``truth``); NaN where that is not known."""
    simulator = posed.simulator
    known = simulator.vector(of.parameters) if of.parameters else np.full(len(simulator.parameters), np.nan)
    return pd.DataFrame(
        {
            "parameter": simulator.parameter_names,
            "meaning": [one.meaning for one in simulator.parameters],
            "unit": [one.unit for one in simulator.parameters],
            "coordinate": [
                "identity" if posed.natural else str(one.transform) for one in simulator.parameters
            ],
            "true_parameter": known,
            "truth": posed.coordinates(known),
        }
    )


def _own_run(
    posed: PosedCalibration, settings: CalibrationSettings, declared: pd.DataFrame, key: jax.Array, log: Log
) -> pd.DataFrame:
    """``contraction_table`` of the first temperature, of data that the simulator itself made along the inputs
    of the real ones, at the prior's means; these are its ``truth``."""
    run_key, search_key = jax.random.split(key)
    search, simulator, data = posed.search, posed.simulator, posed.observed
    centre = np.asarray(search.prior.mean)
    made = simulated_units(simulator, run_key, jnp.asarray(posed.parameters(centre)), data)
    observed = on_device(observed_of(np.asarray(made), data.inputs, settings))
    name = f"{simulator.name}, a run of its own"
    answer = calibrate(name, search, observed, settings.temperatures[0], search_key, log)
    table = contraction_table(simulator.parameter_names, [answer], search.prior, settings.identified)
    truth = {"truth": centre, "true_parameter": np.asarray(posed.parameters(centre))}
    own_units = _in_own_units(posed, [answer.draws])
    return table.assign(**own_units).merge(declared, on="parameter").assign(method="own run", **truth)


def _in_own_units(posed: PosedCalibration, draws: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Median and ends of the 90 % band, parameter after parameter of each [draw, d] in turn."""
    bands = [np.quantile(posed.parameters(one), [0.05, 0.5, 0.95], axis=0) for one in draws]
    low, median, high = np.concatenate(bands, axis=1)
    return {"median_parameter": median, "low_parameter": low, "high_parameter": high}


def _beside(
    posed: PosedCalibration, settings: CalibrationSettings, table: pd.DataFrame, key: jax.Array, log: Log
) -> list[pd.DataFrame]:
    """Rejection and minimum distance, in the columns of ``contraction_table`` that they have."""
    first, second = jax.random.split(key)
    name, search, rejection = posed.simulator.name, posed.search, settings.rejection
    own = table[table["temperature"] == settings.temperatures[0]].reset_index(drop=True)
    kept = reject(name, search, posed.observed, rejection.simulations, rejection.keep, first)
    log(f"{name}: rejection keeps {len(kept.draws)} of {rejection.simulations} simulations")
    low, high = np.quantile(kept.draws, [0.05, 0.95], axis=0)
    beside = own.assign(
        **{"temperature": np.nan, "mean": kept.draws.mean(axis=0), "low": low, "high": high},
        deviation=kept.draws.std(axis=0, ddof=1),
        method="rejection",
        **_in_own_units(posed, [kept.draws]),
    )
    beside["ratio"] = beside["deviation"] / beside["prior_deviation"]
    beside["identified"] = beside["ratio"] <= settings.identified
    if settings.gradient != GradientEstimator.pathwise:
        return [beside]
    point = minimum_distance(name, search, posed.observed, STARTS, second)
    log(f"{name}: minimum distance {point.loss:.4f} from {STARTS} starts")
    nothing = dict.fromkeys(("temperature", "deviation", "ratio"), np.nan)
    ends = {"low": point.all_parameters.min(axis=0), "high": point.all_parameters.max(axis=0)}
    own_units = {f"{end}_parameter": posed.parameters(at) for end, at in ends.items()}
    own_units["median_parameter"] = posed.parameters(point.parameters)
    rows = own.assign(mean=point.parameters, method="minimum distance", **nothing, **ends, **own_units)
    return [beside, rows]


def _gradients(
    posed: PosedCalibration, settings: CalibrationSettings, answer: Answer, key: jax.Array, log: Log
) -> pd.DataFrame:
    if settings.gradient != GradientEstimator.pathwise or settings.discrepancy == DiscrepancyName.likelihood:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in ("point", "parameter", "z")})
    points, width = answer.draws[:CHECKED_POINTS], answer.draws.std(axis=0)
    found = check_gradients(
        posed.simulator.parameter_names,
        posed.search,
        posed.observed,
        points,
        0.5 * width,
        settings.gradient_simulations,
        key,
    )
    log(f"{posed.simulator.name}: slopes lie within {found['z'].abs().max():.1f} errors of differences")
    return found


def _temperatures(found: list[Answer]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "temperature": answer.temperature,
                "loss": answer.expected_loss,
                "loss_error": answer.expected_loss_error,
                "divergence": answer.divergence,
                "total": answer.total,
                **answer.facts,
            }
            for answer in found
        ]
    )


def _answers(posed: PosedCalibration, found: list[Answer], key: jax.Array) -> xr.Dataset:
    draws = np.stack([answer.draws for answer in found])
    prior = np.asarray(posed.search.prior.sample(key, (draws.shape[1],)))
    epochs = max(answer.facts["epochs"] for answer in found)
    curves = {
        name: (("temperature", "epoch"), np.stack([_padded(one.curve[name], epochs) for one in found]))
        for name in found[0].curve
    }
    three, two = ("temperature", "draw", "name"), ("draw", "name")
    return xr.Dataset(
        {
            "coordinate": (three, draws),
            "parameter": (three, posed.parameters(draws)),
            "prior_coordinate": (two, prior),
            "prior_parameter": (two, posed.parameters(prior)),
            **curves,
            "compared": ("input", [name not in posed.left_out for name in posed.observed.inputs]),
        },
        coords={
            "input": list(posed.observed.inputs),
            "temperature": [answer.temperature for answer in found],
            "name": list(posed.simulator.parameter_names),
            "epoch": np.arange(1, epochs + 1),
        },
    )


def _padded(values: np.ndarray, length: int) -> np.ndarray:
    """A curve that stopped before the longest, with NaN behind."""
    return np.pad(values.astype(float), (0, length - len(values)), constant_values=np.nan)
