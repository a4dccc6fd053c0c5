/** Without it MLflow 3 opens an experiment on its page for language models. */
const KIND = 'workflowType=machine_learning';

/** Addresses inside MLflow's UI, relative to the server's own. */
export function experimentLink(experimentId: string): string {
  return `#/experiments/${experimentId}/runs?${KIND}`;
}

export function viewLink(experimentId: string, view: string, charts: boolean): string {
  const mode = charts ? '&compareRunsMode=CHART' : '';
  return `#/experiments/${experimentId}/runs?viewStateShareKey=${view}${mode}&${KIND}`;
}

export function runLink(experimentId: string, runId: string): string {
  return `#/experiments/${experimentId}/runs/${runId}?${KIND}`;
}

export function artifactLink(experimentId: string, runId: string, path: string): string {
  return `#/experiments/${experimentId}/runs/${runId}/artifacts/${path}?${KIND}`;
}
