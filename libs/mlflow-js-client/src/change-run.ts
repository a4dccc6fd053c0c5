import { callApi, jsonBody } from './call-api.ts';
import { emptyReply } from './replies.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { checkId } from './values.ts';

/** A write to one run that may be repeated: the same value again changes nothing. */
export async function changeRun(
  options: ResolvedOptions,
  endpoint: string,
  fields: Record<string, unknown>,
  runId: string,
): Promise<void> {
  await callApi(options, {
    method: 'POST',
    endpoint,
    body: jsonBody(fields, { run_id: checkId('runId', runId) }),
    reply: emptyReply,
    repeat: 'always',
  });
}
