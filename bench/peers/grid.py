"""Trains a whole grid as a PyTorch or JAX user would: from a cold start to a table of results, curves included."""

import argparse
import csv
import json
import multiprocessing
import os

import numpy as np
from work import Work

ACTIVE_ABOVE = 0.01
COLUMNS = ["beta", "seed", "elbo", "reconstruction", "kl", "active_units"]


def initial_parameters(shapes, seed):
    """Normal weights with variance gain / inputs, biases at zero, for one model; the leading axis is 1."""
    generator = np.random.default_rng(seed)

    def draw(name, shape):
        if not name.endswith("weights"):
            return np.zeros(shape, np.float32)
        gain = 0.01 if "logVariance" in name else 2 if name.split(".")[1].isdigit() else 1
        return (generator.standard_normal(shape) * np.sqrt(gain / shape[-2])).astype(np.float32)

    return {name: draw(name, shape) for name, shape in shapes.items()}


def stacked(members):
    return {name: np.concatenate([member[name] for member in members]) for name in members[0]}


class Grid:
    def __init__(self, folder):
        self.work = Work(folder)
        self.shapes = {name: values.shape for name, values in self.work.parameters().items()}
        grid = json.loads((self.work.folder / "grid.json").read_text())
        self.trials, self.steps = grid["trials"], grid["steps"]
        self.every, self.samples = grid["logEvery"], grid["samples"]

    def pack(self, trials):
        """Sets the work to these trials together, and gives their starting weights."""
        work = self.work
        work.packSize = len(trials)
        work.beta = [trial["beta"] for trial in trials]
        work.logVariance = work.logVariance[:1] * len(trials)
        work.learningRate = work.learningRate[:1] * len(trials)
        return stacked([initial_parameters(self.shapes, trial["seed"]) for trial in trials])


class JaxPacks:
    """Packs of one size, compiled once."""

    def __init__(self, grid, pack):
        import jax
        import jax.numpy as jnp
        from jax_training import encode, reconstruction_and_kl, trainer

        self.grid = grid
        work = grid.work
        work.packSize = pack
        self.train = trainer(work, "batch")
        self.data = jax.device_put(work.data("batch"))
        centre = 0 if work.likelihood == "gaussian" else self.data["mean"]

        def measure(parameters, scalars, key, data):
            rows = data["values"]
            noise = jax.random.normal(key, (rows.shape[0], work.latentDim))
            terms = reconstruction_and_kl(work, parameters, scalars, rows, data["mean"], noise)
            mean, _ = encode(work, parameters, rows - centre)
            return *terms, jnp.sum(jnp.var(mean, 0) > ACTIVE_ABOVE)

        self.measure = jax.jit(jax.vmap(measure, in_axes=(0, 0, 0, None)))

    def run(self, trials):
        import jax
        import jax.numpy as jnp
        from jax_training import start

        grid, work = self.grid, self.grid.work
        parameters = grid.pack(trials)
        scalars = jax.device_put(work.scalars())
        generator = np.random.default_rng(trials[0]["seed"])
        state = start(work, parameters, trials[0]["seed"])

        def measured(step):
            keys = jax.random.split(jax.random.key(step), len(trials))
            at = state[0] if len(trials) > 1 else jax.tree.map(lambda values: values[None], state[0])
            return [np.asarray(part) for part in self.measure(at, scalars, keys, self.data)]

        curve = [measured(0)]
        for done in range(grid.every, grid.steps + 1, grid.every):
            indices = jnp.asarray(work.random_indices(grid.every, generator))
            state, _ = self.train(state, scalars, self.data, indices)
            curve.append(measured(done))
        return [measured(grid.steps + 1 + sample) for sample in range(grid.samples)]


class TorchPacks:
    """Eager training; a pack, where there is one, is a leading axis."""

    def __init__(self, grid, _pack):
        import torch

        torch.set_num_threads(1)
        self.grid = grid

    def run(self, trials):
        import torch
        from torch_training import Training, encode, reconstruction_and_kl

        grid, work = self.grid, self.grid.work
        parameters = grid.pack(trials)
        torch.manual_seed(trials[0]["seed"])
        training = Training(work, "batch")
        training.restart(parameters)
        training.generator = np.random.default_rng(trials[0]["seed"])
        data, pack = training.data, [] if len(trials) == 1 else [len(trials)]
        rows = data["values"].expand(*pack, *data["values"].shape)
        inputs = rows if work.likelihood == "gaussian" else rows - data["mean"]

        @torch.no_grad()
        def measured():
            noise = torch.randn(*rows.shape[:-1], work.latentDim)
            terms = reconstruction_and_kl(
                work, training.parameters, training.scalars, rows, data["mean"], noise
            )
            mean, _ = encode(work, training.parameters, inputs)
            active = (mean.var(-2, correction=0) > ACTIVE_ABOVE).sum(-1)
            return [part.numpy().reshape(len(trials)).copy() for part in (*terms, active)]

        curve = [measured()]
        for _ in range(grid.every, grid.steps + 1, grid.every):
            training.run(grid.every)
            curve.append(measured())
        return [measured() for _ in range(grid.samples)]


def train_share(peer, folder, pack, share, shares):
    grid = Grid(folder)
    trials = grid.trials[share::shares]
    rows = []
    if len(trials) % pack:
        raise SystemExit(f"--pack: expected a divisor of {len(trials)} trials a process, received {pack}")
    packs = {"jax": JaxPacks, "torch": TorchPacks}[peer](grid, pack)
    for first in range(0, len(trials), pack):
        members = trials[first : first + pack]
        samples = packs.run(members)
        reconstruction = np.mean([sample[0] for sample in samples], axis=0)
        _, kl, active = samples[0]
        for index, trial in enumerate(members):
            elbo = reconstruction[index] - kl[index]
            rows.append([trial["beta"], trial["seed"], elbo, reconstruction[index], kl[index], int(active[index])])
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=["jax", "torch"])
    parser.add_argument("folder", help="a work, with grid.json")
    parser.add_argument("table", help="CSV file to write")
    parser.add_argument("--pack", type=int, default=1, help="trials trained together")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    settings = [(given.peer, given.folder, given.pack, share, given.processes) for share in range(given.processes)]
    if given.processes == 1:
        shares = [train_share(*settings[0])]
    else:
        os.environ["OMP_NUM_THREADS"] = "1"
        # One thread each; JAX reads these when a process first uses it.
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
            shares = pool.starmap(train_share, settings)
    with open(given.table, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(row for share in shares for row in share)


if __name__ == "__main__":
    main()
