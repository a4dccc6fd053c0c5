import type { ExplainSettings } from '@collapse/analysis/in-browser';

/** Each loss as it stands in people's PyTorch code, `kl` of shape [batch, k]. */
export const LOSS_CODE: Readonly<Record<ExplainSettings['reduction'], string>> = {
  elbo: '(-log_likelihood + beta * kl.sum(1)).mean()',
  'sum-sum': 'mse_loss(y, x, reduction="sum") + beta * kl.sum()',
  'batch-batch': '(mse_loss(y, x, reduction="sum") + beta * kl.sum()) / batch',
  'mean-sum': 'mse_loss(y, x) + beta * kl.sum()',
  'mean-batch': 'mse_loss(y, x) + beta * kl.sum(1).mean()',
  'mean-mean': 'mse_loss(y, x) + beta * kl.mean()',
};
