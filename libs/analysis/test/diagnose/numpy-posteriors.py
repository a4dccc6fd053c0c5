"""Posteriors with their measures by numpy, for diagnose.test.ts: python numpy-posteriors.py > numpy-posteriors.json

No formula here is taken from the code under test: log densities are evaluated as they are written in textbooks, the true
posterior is inverted, and the error of the effective rank is a numerical derivative by the weight of each data point.
"""

import json

import numpy as np

rng = np.random.default_rng(7)
N, k, d, variance = 30, 3, 5, 0.3
x = np.round(rng.normal(size=(N, d)) @ rng.normal(size=(d, d)) + 0.5, 4)
# One dimension in use, one that is in use a little, one off the prior by the same for every data point.
mu = np.round(rng.normal(size=(N, k)) * [0.9, 0.14, 0.001] + [0, 0.02, 0.3], 4)
lv = np.round(rng.normal(size=(N, k)) * 0.2 + [-1.5, -0.03, -0.002], 4)
W = np.round(rng.normal(size=(d, k)), 4)
b = np.round(rng.normal(size=d), 4)
var = np.exp(lv)

error = lambda values: float(np.std(values, ddof=1) / np.sqrt(len(values)))
kl = 0.5 * (var + mu**2 - 1 - lv)
deviations = mu - mu.mean(0)
spectrum = np.sort(np.linalg.eigvalsh(np.cov(mu.T, bias=True)))[::-1]


def effective_rank(weights):
    mean = weights @ mu
    covariance = (mu - mean).T @ np.diag(weights) @ (mu - mean)
    shares = np.linalg.eigvalsh(covariance) / np.trace(covariance)
    return np.exp(-np.sum(shares * np.log(shares)))


uniform = np.full(N, 1 / N)
step = 1e-5
influences = [
    (effective_rank((1 - step) * uniform + step * np.eye(N)[n]) - effective_rank((1 + step) * uniform - step * np.eye(N)[n]))
    / (2 * step)
    for n in range(N)
]

# Mutual information and marginal KL over all data points; the draws of diagnose.test.ts.
samples = 100
noise = 1.3 * np.sin(np.arange(N * samples * k, dtype=float) ** 2 + 1).reshape(N, samples, k)
z = mu[:, None] + np.sqrt(var)[:, None] * noise
log_normal = lambda z, mean, variance: -0.5 * np.sum(np.log(2 * np.pi * variance) + (z - mean) ** 2 / variance, -1)
own = log_normal(z, mu[:, None], var[:, None])
log_q = np.log(np.mean([np.exp(log_normal(z, mu[n], var[n])) for n in range(N)], axis=0))
information = (own - log_q).mean(1)
distance = (log_q - log_normal(z, 0.0, np.ones(k))).mean(1)

matched = np.cov(mu.T, bias=True) + np.diag(var.mean(0))
mean = mu.mean(0)
matched_kl = 0.5 * (np.trace(matched) + mean @ mean - k - np.linalg.slogdet(matched)[1])

# The linear decoder: log p(x) with its whole covariance, the true posterior by inversion.
C = W @ W.T + variance * np.eye(d)
log_p = np.array([-0.5 * (d * np.log(2 * np.pi) + np.linalg.slogdet(C)[1] + e @ np.linalg.inv(C) @ e) for e in x - b])
S = np.linalg.inv(np.eye(k) + W.T @ W / variance)
true_means = (x - b) @ W @ S / variance
posterior_kl = np.array(
    [
        0.5 * (np.trace(np.linalg.inv(S) @ np.diag(var[n])) - k + np.linalg.slogdet(S)[1] - lv[n].sum()
               + (true_means[n] - mu[n]) @ np.linalg.inv(S) @ (true_means[n] - mu[n]))
        for n in range(N)
    ]
)
residual = x - mu @ W.T - b
squared_error = (residual**2).sum(1) + (var @ (W**2).T).sum(1)
eigenvalues = np.sort(np.linalg.eigvalsh(np.cov(x.T, bias=True)))[::-1]
reconstruction_errors = ((x - mu @ W.T - b) ** 2).mean(1)

values = {
    "klPerDimension": kl.mean(0).tolist(),
    "kl": kl.sum(1).mean(),
    "posteriorMeanVariance": mu.var(0).tolist(),
    "activeUnits": int((mu.var(0) > 0.01).sum()),
    "activeAxes": int((spectrum > 0.01).sum()),
    "activeKl": int((kl.mean(0) > 0.01).sum()),
    "collapsedFraction": float(((kl < 0.01).mean(0) >= 0.99).mean()),
    "posteriorMeanSpectrum": spectrum.tolist(),
    "effectiveRank": effective_rank(uniform),
    "mutualInformation": information.mean(),
    "marginalKl": distance.mean(),
    "marginalKlAtLeast": matched_kl,
    "mutualInformationAtMost": kl.sum(1).mean() - matched_kl,
    "standardErrors": {
        "klPerDimension": [error(kl[:, i]) for i in range(k)],
        "kl": error(kl.sum(1)),
        # By its influence, (mu - mean)^2 - Var.
        "posteriorMeanVariance": [float(np.std(deviations[:, i] ** 2) / np.sqrt(N)) for i in range(k)],
        "mutualInformation": error(information),
        "marginalKl": error(distance),
    },
    "decoder": {
        "squaredError": squared_error.mean(),
        "elbo": (log_p - posterior_kl).mean(),
        "logLikelihood": log_p.mean(),
        "posteriorKl": posterior_kl.mean(),
        "standardErrors": {
            "elbo": error(log_p - posterior_kl),
            "logLikelihood": error(log_p),
            "posteriorKl": error(posterior_kl),
        },
    },
    "reconstructions": {
        "meanSquaredError": reconstruction_errors.mean(),
        "meanSquaredErrorError": error(reconstruction_errors),
        "varianceExplained": 1 - reconstruction_errors.mean() / eigenvalues.mean(),
        "ofPrincipalComponents": eigenvalues[k:].sum() / d,
    },
}
arrays = {"x": x, "means": mu, "logVariances": lv, "weights": W, "bias": b}
print(
    json.dumps(
        {
            "variance": variance,
            "shapes": {name: array.shape for name, array in arrays.items()},
            "arrays": {name: array.ravel().tolist() for name, array in arrays.items()},
            "values": values,
            "effectiveRankError": float(np.sqrt(np.mean(np.square(influences)) / N)),
        },
    )
)
