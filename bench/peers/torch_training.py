"""The same training steps in PyTorch: eager with its fused Adam, or compiled by torch.compile; a pack is a leading axis."""

import numpy as np
import torch
import torch.nn.functional as F

LN_2PI = float(np.log(2 * np.pi))


def dense(parameters, name, x):
    weights, biases = parameters[f"{name}.weights"], parameters[f"{name}.biases"]
    if x.dim() == 2:
        return torch.addmm(biases, x, weights)
    return torch.baddbmm(biases, x, weights)


def network(parameters, name, depth, x):
    for layer in range(depth):
        x = F.relu(dense(parameters, f"{name}.{layer}", x))
    return x


def encode(work, parameters, inputs):
    features = network(parameters, "encoder", work.encoderDepth, inputs)
    mean = dense(parameters, "encoder.mean", features)
    if work.encoderVariance == "shared":
        return mean, parameters["encoder.logVariance"]
    return mean, dense(parameters, "encoder.logVariance", features)


def reconstruction_and_kl(work, parameters, scalars, rows, data_mean, noise):
    """Means over the rows of E_q ln p(x|z) by one sample and of the KL; rows [B, d] or [P, B, d]."""
    gaussian = work.likelihood == "gaussian"
    mean, log_variance = encode(work, parameters, rows if gaussian else rows - data_mean)
    z = mean if work.estimator == "analytic" else torch.addcmul(mean, noise, torch.exp(0.5 * log_variance))
    location = dense(parameters, "decoder.location", network(parameters, "decoder", work.decoderDepth, z))
    if gaussian:
        error = (rows - location).square().sum(-1).mean(-1)
        if work.estimator == "analytic":
            norms = parameters["decoder.location.weights"].square().sum(-1, keepdim=True)
            error = error + (torch.exp(log_variance) @ norms).mean((-1, -2))
        decoder = scalars["log_variance"]
        reconstruction = -0.5 * (error * torch.exp(-decoder) + work.dim * (decoder + LN_2PI))
    else:
        reconstruction = (rows * location - F.softplus(location)).sum(-1).mean(-1)
    kl = 0.5 * (mean.square() + torch.exp(log_variance) - log_variance - 1).sum(-1).mean(-1)
    return reconstruction, kl


def from_moments(work, parameters, scalars, covariance, variances):
    """The analytic full-batch terms of one linear VAE from the data's covariance S [d, d] alone."""
    encoder, encoder_bias = parameters["encoder.mean.weights"], parameters["encoder.mean.biases"]
    decoder, decoder_bias = parameters["decoder.location.weights"], parameters["decoder.location.biases"]
    log_variance = parameters["encoder.logVariance"]
    crossed = covariance @ encoder
    explained = (crossed * decoder.T).sum()
    fitted = ((encoder.T @ crossed) * (decoder @ decoder.T)).sum()
    offset = decoder_bias + encoder_bias @ decoder
    error = variances.sum() - 2 * explained + fitted + offset.square().sum()
    error = error + (torch.exp(log_variance) * decoder.square().sum(-1)).sum()
    second_moment = (encoder * crossed).sum(0) + encoder_bias.square()
    kl = 0.5 * (second_moment + torch.exp(log_variance) - log_variance - 1).sum()
    decoder_variance = scalars["log_variance"]
    reconstruction = -0.5 * (error * torch.exp(-decoder_variance) + work.dim * (decoder_variance + LN_2PI))
    return reconstruction, kl


class Training:
    """One work in one form, ready to be checked against recorded steps and to be timed."""

    def __init__(self, work, form, compiled=False):
        self.work, self.form = work, form
        alone = work.packSize == 1
        self.data = {name: torch.from_numpy(values) for name, values in work.data(form).items()}
        self.scalars = {name: torch.from_numpy(values)[0 if alone else slice(None)] for name, values in work.scalars().items()}
        loss = self.negative_objective
        self.loss = torch.compile(loss) if compiled else loss
        self.generator = np.random.default_rng(1)
        self.restart(work.parameters())

    def restart(self, parameters):
        alone = self.work.packSize == 1
        tensor = lambda values: torch.from_numpy(values[0] if alone else values).clone().requires_grad_()
        self.parameters = {name: tensor(values) for name, values in parameters.items()}
        rate = self.work.learningRate[0]
        self.optimizer = torch.optim.Adam(list(self.parameters.values()), lr=rate, fused=True)

    def negative_objective(self, parameters, rows, noise):
        if self.form == "covariance":
            terms = from_moments(self.work, parameters, self.scalars, self.data["covariance"], self.data["variances"])
        else:
            terms = reconstruction_and_kl(self.work, parameters, self.scalars, rows, self.data.get("mean"), noise)
        objectives = terms[0] - self.scalars["beta"] * terms[1]
        return -objectives.sum(), objectives

    def step(self, indices, noise=None):
        work = self.work
        alone = work.packSize == 1
        if self.form == "covariance":
            rows = None
        elif work.draws_batches:
            rows = self.data["values"][indices[0] if alone else indices]
        else:
            rows = self.data["values"]
        if noise is None and work.estimator == "stochastic":
            shape = (work.batchSize, work.latentDim)
            noise = torch.randn(shape if alone else (work.packSize, *shape))
        loss, objectives = self.loss(self.parameters, rows, noise)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return objectives

    def recorded_objectives(self):
        work = self.work
        self.restart(work.parameters())
        steps = work.recordedSteps
        noise = torch.from_numpy(work.array("noise")) if work.has("noise") else None
        drawn = work.array("indices") if work.draws_batches else work.random_indices(steps, self.generator)
        indices = torch.from_numpy(drawn)
        values = []
        for step in range(steps):
            given = None if noise is None else noise[step][0 if work.packSize == 1 else slice(None)]
            values.append(self.step(indices[step], given).detach().numpy().reshape(work.packSize).copy())
        return np.stack(values)

    def run(self, steps):
        indices = torch.from_numpy(self.work.random_indices(steps, self.generator))
        for step in range(steps):
            self.step(indices[step])
