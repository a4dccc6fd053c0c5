"""The same training steps in JAX: jit, donated buffers, lax.scan over the steps, vmap over the trials of a pack."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

LN_2PI = float(np.log(2 * np.pi))
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def dense(parameters, name, x):
    return x @ parameters[f"{name}.weights"] + parameters[f"{name}.biases"]


def network(parameters, name, depth, x):
    for layer in range(depth):
        x = jax.nn.relu(dense(parameters, f"{name}.{layer}", x))
    return x


def encode(work, parameters, inputs):
    features = network(parameters, "encoder", work.encoderDepth, inputs)
    mean = dense(parameters, "encoder.mean", features)
    if work.encoderVariance == "shared":
        return mean, parameters["encoder.logVariance"]
    return mean, dense(parameters, "encoder.logVariance", features)


def reconstruction_and_kl(work, parameters, scalars, rows, data_mean, noise):
    """Means over the rows of E_q ln p(x|z) by one sample and of the KL, for one model; rows [B, d], noise [B, k]."""
    gaussian = work.likelihood == "gaussian"
    mean, log_variance = encode(work, parameters, rows if gaussian else rows - data_mean)
    if work.estimator == "analytic":
        z = mean
    else:
        z = mean + noise * jnp.exp(0.5 * log_variance)
    location = dense(parameters, "decoder.location", network(parameters, "decoder", work.decoderDepth, z))
    if gaussian:
        error = jnp.mean(jnp.sum(jnp.square(rows - location), -1))
        if work.estimator == "analytic":
            norms = jnp.sum(jnp.square(parameters["decoder.location.weights"]), -1)
            error = error + jnp.mean(jnp.exp(log_variance) @ norms)
        decoder = scalars["log_variance"]
        reconstruction = -0.5 * (error * jnp.exp(-decoder) + work.dim * (decoder + LN_2PI))
    else:
        reconstruction = jnp.mean(jnp.sum(rows * location - jax.nn.softplus(location), -1))
    kl = 0.5 * jnp.mean(jnp.sum(jnp.square(mean) + jnp.exp(log_variance) - log_variance - 1, -1))
    return reconstruction, kl


def from_moments(work, parameters, scalars, covariance, variances):
    """The analytic full-batch terms of a linear VAE from the data's covariance S [d, d] alone."""
    encoder, encoder_bias = parameters["encoder.mean.weights"], parameters["encoder.mean.biases"]
    decoder, decoder_bias = parameters["decoder.location.weights"], parameters["decoder.location.biases"]
    log_variance = parameters["encoder.logVariance"]
    crossed = covariance @ encoder
    explained = jnp.sum(crossed * decoder.T)
    fitted = jnp.sum((encoder.T @ crossed) * (decoder @ decoder.T))
    offset = decoder_bias + encoder_bias @ decoder
    norms = jnp.sum(jnp.square(decoder), -1)
    error = jnp.sum(variances) - 2 * explained + fitted + jnp.sum(jnp.square(offset))
    error = error + jnp.sum(jnp.exp(log_variance) * norms)
    second_moment = jnp.sum(encoder * crossed, 0) + jnp.square(encoder_bias)
    kl = 0.5 * jnp.sum(second_moment + jnp.exp(log_variance) - log_variance - 1)
    reconstruction = -0.5 * (
        error * jnp.exp(-scalars["log_variance"]) + work.dim * (scalars["log_variance"] + LN_2PI)
    )
    return reconstruction, kl


def objective(work, form, parameters, scalars, data, indices, noise):
    if form == "covariance":
        reconstruction, kl = from_moments(work, parameters, scalars, data["covariance"], data["variances"])
    else:
        rows = data["values"][indices] if work.draws_batches else data["values"]
        reconstruction, kl = reconstruction_and_kl(work, parameters, scalars, rows, data["mean"], noise)
    return reconstruction - scalars["beta"] * kl


def adam(parameters, first, second, gradients, rate):
    def update(parameter, m, v, gradient):
        m = m + (1 - BETA1) * (gradient - m)
        v = v + (1 - BETA2) * (jnp.square(gradient) - v)
        return parameter - rate * m / (jnp.sqrt(v) + EPSILON), m, v

    updated = {name: update(parameters[name], first[name], second[name], gradients[name]) for name in parameters}
    return tuple({name: values[part] for name, values in updated.items()} for part in range(3))


def start(work, parameters, seed=0):
    """The state of training: parameters, Adam's moments, the step and the members' random keys."""
    parameters = {name: jnp.asarray(values[0] if work.packSize == 1 else values) for name, values in parameters.items()}
    # Row vectors lose the axis that stands for the batch.
    axis = -2
    parameters = {
        name: values if name.endswith("weights") else jnp.squeeze(values, axis) for name, values in parameters.items()
    }
    keys = jax.random.split(jax.random.key(seed), work.packSize)
    zeros = lambda: {name: jnp.zeros_like(values) for name, values in parameters.items()}
    return parameters, zeros(), zeros(), jnp.asarray(0, jnp.int32), keys[0] if work.packSize == 1 else keys


def trainer(work, form):
    """A function (state, scalars, data, indices [S, P, B], noise [S, P, B, k] or None) -> (state, objectives [S, P])."""
    stochastic = work.estimator == "stochastic"

    def one(parameters, key, scalars, data, step, indices, noise):
        if stochastic and noise is None:
            shape = (work.batchSize, work.latentDim)
            noise = jax.random.normal(jax.random.fold_in(key, step), shape)
        loss = lambda at: -objective(work, form, at, scalars, data, indices, noise)
        value, gradients = jax.value_and_grad(loss)(parameters)
        return -value, gradients

    def member(parameters, first, second, key, scalars, data, step, indices, noise):
        value, gradients = one(parameters, key, scalars, data, step, indices, noise)
        power = step.astype(jnp.float32)
        rate = scalars["learning_rate"] * jnp.sqrt(1 - BETA2**power) / (1 - BETA1**power)
        return *adam(parameters, first, second, gradients, rate), value

    if work.packSize == 1:

        def members(parameters, first, second, key, scalars, data, step, indices, noise):
            scalars = {name: value[0] for name, value in scalars.items()}
            given = None if noise is None else noise[0]
            return member(parameters, first, second, key, scalars, data, step, indices[0], given)

    else:
        members = jax.vmap(member, in_axes=(0, 0, 0, 0, 0, None, None, 0, 0))

    @partial(jax.jit, donate_argnums=0)
    def train(state, scalars, data, indices, noise=None):
        def step(carry, varying):
            parameters, first, second, done, keys = carry
            drawn, given = varying
            parameters, first, second, value = members(
                parameters, first, second, keys, scalars, data, done + 1, drawn, given
            )
            return (parameters, first, second, done + 1, keys), value

        return jax.lax.scan(step, state, (indices, noise))

    return train


class Training:
    """One work in one form, ready to be checked against recorded steps and to be timed."""

    def __init__(self, work, form):
        self.work, self.form = work, form
        self.data = jax.device_put(work.data(form))
        self.scalars = jax.device_put(work.scalars())
        self.train = trainer(work, form)
        self.state = start(work, work.parameters())
        self.generator = np.random.default_rng(1)

    def recorded_objectives(self):
        work = self.work
        noise = jnp.asarray(work.array("noise")) if work.has("noise") else None
        steps = work.recordedSteps
        indices = work.array("indices") if work.draws_batches else work.random_indices(steps, self.generator)
        _, values = self.train(start(work, work.parameters()), self.scalars, self.data, jnp.asarray(indices), noise)
        return np.asarray(values).reshape(steps, work.packSize)

    def run(self, steps):
        indices = jnp.asarray(self.work.random_indices(steps, self.generator))
        self.state, values = self.train(self.state, self.scalars, self.data, indices)
        values.block_until_ready()
