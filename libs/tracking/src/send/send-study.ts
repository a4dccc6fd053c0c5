import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { Study } from '@collapse/study';
import { canonicalJson } from '@collapse/trials';
import { LIMITS, type MlflowClient } from 'mlflow-js-client';
import { sharedViews, sharedViewTag } from '../runs/shared-views.ts';
import { experimentNote, type StudyPlace } from '../runs/study-note.ts';
import { studyRun } from '../runs/study-run.ts';
import { summariseStudy } from '../runs/study-summary.ts';
import { imageKey } from '../runs/trial-images.ts';
import type { StudyContext } from '../runs/trial-run.ts';
import { fileDigest, filesIn } from '../verify/file-digest.ts';
import type { SentStudy } from './position.ts';
import type { Refusals } from './refusals.ts';

export interface StudyToSend {
  readonly client: MlflowClient;
  readonly study: Study;
  readonly context: StudyContext;
  readonly place: StudyPlace;
  readonly placeTags: Readonly<Record<string, string>>;
  readonly sent: SentStudy | null;
  readonly refusals: Refusals;
}

/** Sends what changed of the study's own run, its files and its experiment's tags; null where nothing did. */
export async function sendStudy(job: StudyToSend): Promise<SentStudy | null> {
  const { client, study, context, place, refusals } = job;
  const { runId, experimentId } = place;
  const summary = summariseStudy(study);
  const run = studyRun(summary, context, place);
  const experimentTags = experimentTagsOf(job, summary);
  const digest = createHash('sha256').update(canonicalJson({ run, experimentTags })).digest('hex');
  const local = await studyFiles(study);
  const files: Record<string, string> = {};
  for (const [artifact, path] of local) files[artifact] = await fileDigest(path);
  const before = job.sent?.runId === runId ? job.sent : null;
  if (before?.digest === digest && canonicalJson(before.files) === canonicalJson(files)) return null;

  refusals.runId = runId;
  for (const [artifact, path] of local) {
    if (before?.files[artifact] === files[artifact]) continue;
    await refusals.unlessRefused(`artifact ${artifact}`, client.logArtifact(runId, path, artifact));
  }
  for (const artifact of Object.keys(before?.files ?? {})) {
    if (!(artifact in files)) await client.deleteArtifact(runId, artifact);
  }
  const { tags, metrics } = run;
  await refusals.unlessRefused(
    'tags and metrics of the study',
    client.logBatch(runId, { tags: { ...tags, ...job.placeTags }, metrics }),
  );
  for (const [key, value] of Object.entries(experimentTags)) {
    await refusals.unlessRefused(`experiment tag ${key}`, client.setExperimentTag(experimentId, key, value));
  }
  const { status, endTime, runName } = run;
  await client.updateRun(runId, { status, runName, ...(endTime === undefined ? {} : { endTime }) });
  return { kind: 'study', runId, digest, files, refused: refusals.count };
}

function experimentTagsOf(
  { context, place }: StudyToSend,
  summary: ReturnType<typeof summariseStudy>,
): Record<string, string> {
  const views = sharedViews(context.fields, summary.pictures.map(imageKey)).map(sharedViewTag);
  const tags = views.filter(({ value }) => value.length <= LIMITS.experimentTagLength);
  return {
    'mlflow.experimentKind': 'custom_model_development',
    'mlflow.note.content': experimentNote(summary, context, place),
    ...Object.fromEntries(tags.map(({ key, value }) => [key, value])),
  };
}

/** Files of a study as artifact path and local path: the grid, the table, the report with its figures. */
export async function studyFiles({ paths }: Pick<Study, 'paths'>): Promise<Map<string, string>> {
  const present = new Set(await filesIn(paths.directory, 0));
  const files = new Map<string, string>();
  for (const path of [paths.grid, paths.results]) {
    const name = basename(path);
    if (present.has(name)) files.set(name, path);
  }
  for (const file of await filesIn(paths.report)) files.set(`report/${file}`, join(paths.report, file));
  return files;
}
