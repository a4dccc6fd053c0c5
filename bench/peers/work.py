"""A piece of work as the TypeScript side wrote it: its settings, starting weights, data, and a few recorded steps."""

import json
from pathlib import Path

import numpy as np


class Work:
    """Arrays are float32 or int32; every parameter has a leading pack axis P."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.settings = json.loads((self.folder / "work.json").read_text())
        for name, value in self.settings["fields"].items():
            setattr(self, name, value)

    def array(self, name):
        entry = self.settings["arrays"][name]
        return np.fromfile(self.folder / f"{name}.bin", dtype=entry["dtype"]).reshape(entry["shape"])

    def has(self, name):
        return name in self.settings["arrays"]

    def parameters(self):
        prefix = "parameter."
        names = [name for name in self.settings["arrays"] if name.startswith(prefix)]
        return {name[len(prefix) :]: self.array(name) for name in names}

    def data(self, form):
        """What a step takes besides the batch: the rows, or for the covariance form the data's second moments."""
        if form == "covariance":
            return {"covariance": self.array("covariance")[0], "variances": self.array("variances")[0, 0]}
        return {"values": self.array("values"), "mean": self.array("mean")}

    def scalars(self):
        """Per member of the pack, [P]."""
        return {
            "beta": np.asarray(self.beta, np.float32),
            "log_variance": np.asarray(self.logVariance, np.float32),
            "learning_rate": np.asarray(self.learningRate, np.float32),
        }

    @property
    def draws_batches(self):
        return self.batchSize < self.count

    def random_indices(self, steps, generator):
        """Row numbers of random batches, [steps, P, B]; shuffled epochs, without the points that fill no batch."""
        if not self.draws_batches:
            return np.zeros((steps, self.packSize, 0), np.int32)
        per_epoch = self.count // self.batchSize
        epochs = -(-steps // per_epoch)

        def batches():
            orders = [generator.permutation(self.count)[: per_epoch * self.batchSize] for _ in range(epochs)]
            return np.concatenate(orders).reshape(-1, self.batchSize)[:steps]

        return np.stack([batches() for _ in range(self.packSize)], axis=1).astype(np.int32)
