"""A rule learned through a model of one period: by the pathwise gradient, or by policy gradient."""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from tradewinds.errors import FitError
from tradewinds.policy.rules.form import RuleForm, RuleParams
from tradewinds.policy.rules.step_model import Episode, StepModel, present_values, run_episode
from tradewinds.settings.economy_rule import RuleGradient as RuleGradient


class RuleLearning(NamedTuple):
    """How a rule is learned: ``steps`` of Adam, ``episodes`` a step, and the sd of the ``noise`` about the
    rule that policy gradient explores with. The answer is the mean over the last ``tail`` of the steps."""

    steps: int = 400
    episodes: int = 64
    learning_rate: float = 0.05
    noise: float = 0.3
    tail: float = 0.25


class LearnedRule(NamedTuple):
    """``chosen``: the rule's numbers; ``curve`` [steps]: value of the episodes met; ``lost``: share of them
    that had no finite gradient and were left out."""

    chosen: RuleParams
    curve: np.ndarray
    lost: float


def learn_rule(
    model: StepModel,
    form: RuleForm,
    gradient: RuleGradient,
    asked: RuleLearning,
    key: jax.Array,
    start: RuleParams | None = None,
) -> LearnedRule:
    """Climb the value of a rule from ``start``, by default the one that does nothing.

    Raises FitError when a step has no episode with a finite gradient.
    """
    slopes = {RuleGradient.pathwise: pathwise_slopes, RuleGradient.score: score_slopes}[gradient]
    starting, key = jax.random.split(key)
    chosen = form.start(starting) if start is None else start
    adam = optax.adam(optax.cosine_decay_schedule(asked.learning_rate, asked.steps, alpha=0.05))
    first_of_tail = int((1.0 - asked.tail) * asked.steps)

    @jax.jit
    def step(chosen, state, key):
        by_episode, values = slopes(model, form, asked, chosen, key)
        slope, kept = mean_of_finite(by_episode, values)
        change, state = adam.update(jax.tree.map(jnp.negative, slope), state)
        value = jnp.where(kept, values, 0.0).sum() / jnp.maximum(kept.sum(), 1)
        return optax.apply_updates(chosen, change), state, value, kept.mean()

    state, total, curve, finite = adam.init(chosen), None, [], []
    for number in range(asked.steps):
        chosen, state, value, share = step(chosen, state, jax.random.fold_in(key, number))
        curve.append(float(value))
        finite.append(float(share))
        if finite[-1] == 0.0:
            raise FitError(
                f"step {number + 1} of a rule: none of {asked.episodes} episodes has a finite gradient",
                "episodes that end in numbers",
                "Bound the rule, learn in smaller steps, or look at what the model does far from its start.",
            )
        if number >= first_of_tail:
            total = chosen if total is None else jax.tree.map(jnp.add, total, chosen)
    count = asked.steps - first_of_tail
    return LearnedRule(
        jax.tree.map(lambda leaf: leaf / count, total), np.array(curve), 1.0 - float(np.mean(finite))
    )


def pathwise_slopes(
    model: StepModel, form: RuleForm, asked: RuleLearning, chosen: RuleParams, key: jax.Array
) -> tuple[RuleParams, jax.Array]:
    """Gradient of Σ_t γ^t r_t in the rule's numbers, of every episode [E, …], and these sums [E].

    Raises nothing for a form with levels: it is nil there.
    """

    def value(chosen: RuleParams, key: jax.Array) -> jax.Array:
        episode = run_episode(model, lambda _, seen: form.aim(chosen, seen), form.held, key)
        return present_values(episode.reward, model.discount)[0]

    each = jax.vmap(jax.value_and_grad(value), in_axes=(None, 0))
    values, by_episode = each(chosen, jax.random.split(key, asked.episodes))
    return by_episode, values


def score_slopes(
    model: StepModel, form: RuleForm, asked: RuleLearning, chosen: RuleParams, key: jax.Array
) -> tuple[RuleParams, jax.Array]:
    """Of every episode e, Σ_t γ^t ∇log P(u_t | z_t) (R_t − b_t), and its value [E].

    R_t counts from t on (``present_values``); b_t is the mean of R_t over the other episodes, which costs no
    bias (leave-one-out; Kool et al. 2019). With γ^t in front this is the slope of the value of the first
    period, as the pathwise one is.
    """
    act = partial(form.explore, chosen, asked.noise)
    run = jax.vmap(lambda key: run_episode(model, act, form.held, key))
    episodes: Episode = run(jax.random.split(key, asked.episodes))
    ahead = jax.vmap(partial(present_values, discount=model.discount))(episodes.reward)
    finite = jnp.isfinite(ahead).all(axis=1, keepdims=True)
    known = jnp.where(finite, ahead, 0.0)
    others = (known.sum(axis=0) - known) / jnp.maximum(finite.sum() - 1, 1)
    better = (ahead - others) * model.discount ** jnp.arange(model.horizon)

    def weighted(chosen: RuleParams, seen: jax.Array, action: jax.Array, better: jax.Array) -> jax.Array:
        return form.log_probability(chosen, asked.noise, seen, action) @ better

    each = jax.vmap(jax.grad(weighted), in_axes=(None, 0, 0, 0))
    return each(chosen, episodes.seen, episodes.action, better), ahead[:, 0]


def mean_of_finite(by_episode: RuleParams, values: jax.Array) -> tuple[RuleParams, jax.Array]:
    """Mean of the gradients [E, …] of the episodes that have one and a value [E], and which these are [E].

    A value that is no number may have a gradient that is one: of nothing.
    """
    flat = [leaf.reshape(len(leaf), -1) for leaf in (*jax.tree.leaves(by_episode), values)]
    kept = jnp.stack([jnp.isfinite(leaf).all(axis=1) for leaf in flat]).all(axis=0)

    def mean(leaf: jax.Array) -> jax.Array:
        there = kept.reshape(-1, *[1] * (leaf.ndim - 1))
        return jnp.where(there, leaf, 0.0).sum(axis=0) / jnp.maximum(kept.sum(), 1)

    return jax.tree.map(mean, by_episode), kept


def value_of_rule(
    model: StepModel, form: RuleForm, chosen: RuleParams, key: jax.Array, episodes: int
) -> jax.Array:
    """Σ_t γ^t r_t of fresh episodes [E], without exploring. Two rules with one key meet the same chances."""

    def value(key: jax.Array) -> jax.Array:
        episode = run_episode(model, lambda _, seen: form.aim(chosen, seen), form.held, key)
        return present_values(episode.reward, model.discount)[0]

    return jax.jit(jax.vmap(value))(jax.random.split(key, episodes))


def values_of_rules(
    model: StepModel, form: RuleForm, chosen: list[RuleParams], key: jax.Array, episodes: int
) -> np.ndarray:
    """``value_of_rule`` of several rules [N, E], all on the same episodes."""
    together: RuleParams = jax.tree.map(lambda *leaves: jnp.stack(leaves), *chosen)
    each = jax.jit(jax.vmap(lambda one: value_of_rule(model, form, one, key, episodes)))
    return np.asarray(each(together))
