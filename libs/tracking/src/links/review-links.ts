import { sharedViews } from '../runs/shared-views.ts';
import type { StudyPlace } from '../runs/study-note.ts';
import type { StudyContext } from '../runs/trial-run.ts';
import { artifactLink, experimentLink, viewLink } from './links.ts';

export interface ReviewLink {
  readonly title: string;
  readonly url: string;
}

/** Where to look at a study in MLflow, as whole addresses. */
export function reviewLinks(
  trackingUri: string,
  { fields }: Pick<StudyContext, 'fields'>,
  place: StudyPlace,
): ReviewLink[] {
  const { experimentId, runId } = place;
  const views = sharedViews(fields, []).map(({ name, title, charts }) => ({
    title,
    link: viewLink(experimentId, name, charts),
  }));
  return [
    ...views,
    { title: 'Report', link: artifactLink(experimentId, runId, 'report/index.html') },
    { title: 'All runs', link: experimentLink(experimentId) },
  ].map(({ title, link }) => ({ title, url: `${trackingUri}/${link}` }));
}
