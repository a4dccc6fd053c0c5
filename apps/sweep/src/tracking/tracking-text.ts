import type { SyncReport } from '@collapse/tracking';
import { forUser } from '../user-path.ts';

/** The closing lines about a study's copy in MLflow. */
export function trackingText(report: SyncReport): string {
  const { trackingUri, trials, sent, studySent, blocked, refused, deadLetters, links } = report;
  const there = trials - blocked.length;
  const counts = [`${there} of ${trials} trials are at ${trackingUri}`, sent > 0 ? `${sent} sent now` : null];
  if (sent === 0 && !studySent) counts.push('nothing was left to send');
  const lines = [`mlflow    ${counts.filter((count) => count !== null).join(', ')}`];
  if (refused > 0) lines.push(`refused   ${refused} by the server for good; why is in ${forUser(deadLetters)}`);
  for (const { trialId, runName, what, remedy } of blocked) {
    lines.push(`not sent  trial ${trialId} (${runName}): ${what}. ${remedy}`);
  }
  for (const { title, url } of links) lines.push(`          ${title}: ${url}`);
  return lines.join('\n');
}
