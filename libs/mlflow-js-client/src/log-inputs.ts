import { callApi, jsonBody } from './call-api.ts';
import { invalidInput } from './errors.ts';
import { LIMITS } from './limits.ts';
import { emptyReply } from './replies.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { checkId, checkText } from './values.ts';

export interface LoggedDataset {
  readonly name: string;
  /** At most 36 characters. The server keeps the first dataset of a name and digest and ignores later ones. */
  readonly digest: string;
  /** Such as 'local', 'http', 'code'. */
  readonly sourceType: string;
  /** JSON text, by MLflow's convention. */
  readonly source: string;
  readonly schema?: string | undefined;
  readonly profile?: string | undefined;
  /** Shown in the UI: what the run used it for, such as 'training'. Sent as the tag mlflow.data.context. */
  readonly context?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export async function logInputs(
  options: ResolvedOptions,
  runId: string,
  datasets: readonly LoggedDataset[],
): Promise<void> {
  checkId('runId', runId);
  const inputs = datasets.map(datasetInput);
  for (let start = 0; start < inputs.length; start += LIMITS.datasetsPerRequest) {
    await callApi(options, {
      method: 'POST',
      endpoint: 'runs/log-inputs',
      body: jsonBody({ datasets: inputs.slice(start, start + LIMITS.datasetsPerRequest) }, { run_id: runId }),
      reply: emptyReply,
      repeat: 'always',
    });
  }
}

function datasetInput(dataset: LoggedDataset) {
  const { name, digest, sourceType, source, schema, profile, context, tags = {} } = dataset;
  const allTags = context === undefined ? tags : { ...tags, 'mlflow.data.context': context };
  return {
    tags: Object.entries(allTags).map(([key, value]) => ({
      key: required('dataset tag key', key, LIMITS.inputTagKeyLength),
      value: checkText(`dataset tag ${JSON.stringify(key)}`, value, LIMITS.inputTagLength),
    })),
    dataset: {
      name: required('dataset name', name, LIMITS.datasetNameLength),
      digest: required('dataset digest', digest, LIMITS.datasetDigestLength),
      source_type: required('dataset sourceType', sourceType, LIMITS.datasetSourceLength),
      source: required('dataset source', source, LIMITS.datasetSourceLength),
      schema: schema === undefined ? undefined : checkText('dataset schema', schema, LIMITS.datasetSchemaLength),
      profile: profile === undefined ? undefined : checkText('dataset profile', profile, LIMITS.datasetProfileLength),
    },
  };
}

function required(field: string, value: unknown, limit: number): string {
  const text = checkText(field, value, limit);
  if (text === '') throw invalidInput(field, 'a text that is not empty', value, 'Give it a value.');
  return text;
}
