"""The source's model in Pyro (PyTorch): AutoNormal guide, all particles in one vectorised pass a step."""

import numpy as np
import pyro
import pyro.distributions as dist
import torch
from pyro.infer import SVI, Trace_ELBO
from pyro.infer.autoguide import AutoNormal
from pyro.infer.autoguide.initialization import init_to_median
from pyro.optim import ClippedAdam

torch.set_num_threads(1)  # as many as XLA is given here; two are slower for products of this size


class PyroLoop:
    """Mean-field training of a network [D, width, 1]; ``train`` takes so many steps more."""

    def __init__(self, x: np.ndarray, y: np.ndarray, width: int, particles: int, single: bool) -> None:
        kind = torch.float32 if single else torch.float64
        self.x, self.y = (torch.as_tensor(np.array(values), dtype=kind) for values in (x, y))
        torch.set_default_dtype(kind)
        pyro.clear_param_store()
        pyro.set_rng_seed(0)
        self.width = width
        guide = AutoNormal(self.model, init_loc_fn=init_to_median, init_scale=0.01)
        elbo = Trace_ELBO(num_particles=particles, vectorize_particles=True, max_plate_nesting=1)
        self.svi = SVI(self.model, guide, ClippedAdam({"lr": 1e-3, "clip_norm": 100.0}), elbo)

    def model(self) -> None:
        inputs, width = self.x.shape[1], self.width
        shapes = {"W1": (inputs, width), "b1": (1, width), "W2": (width, 1), "b2": (1, 1)}
        weights = {
            name: pyro.sample(name, dist.Normal(0.5, 0.1).expand(shape).to_event(2))
            for name, shape in shapes.items()
        }
        hidden = torch.tanh(self.x @ weights["W1"] + weights["b1"])
        mean = (hidden @ weights["W2"] + weights["b2"]).squeeze(-1)
        if mean.dim() > 1:  # [K, 1, N] with particles: the axis of the plate of rows is the last already
            mean = mean.squeeze(-2)
        sigma = pyro.sample("sigma", dist.HalfNormal(0.1))
        with pyro.plate("rows", len(self.x)):
            pyro.sample("y", dist.Normal(mean, sigma), obs=self.y)

    def train(self, steps: int) -> None:
        for _ in range(steps):
            self.svi.step()
