import { UserError } from '@collapse/trials';
import { type Experiment, type MlflowClient, MlflowError } from 'mlflow-js-client';

/** The experiment of this name, made where there is none. @throws UserError where it was deleted */
export async function activeExperiment(client: MlflowClient, name: string): Promise<Experiment> {
  try {
    return await client.getOrCreateExperiment(name);
  } catch (error) {
    if (!(error instanceof MlflowError) || error.kind !== 'deleted') throw error;
    const id = (await client.getExperimentByName(name))?.experimentId;
    throw new UserError(
      {
        field: `MLflow experiment "${name}"`,
        expected: 'an experiment that is not deleted',
        received: `one that was deleted (id ${id})`,
        remedy: `Restore it with: mlflow experiments restore --experiment-id ${id}. Or remove it for good with mlflow gc; then sync again.`,
      },
      { cause: error },
    );
  }
}

/** The study's own run, made where there is none. @throws UserError where it was deleted */
export async function studyRunId(
  client: MlflowClient,
  experimentId: string,
  create: Parameters<MlflowClient['createRunOnce']>[1],
): Promise<string> {
  try {
    return (await client.createRunOnce(experimentId, create)).run.info.runId;
  } catch (error) {
    if (!(error instanceof MlflowError) || error.kind !== 'deleted') throw error;
    throw new UserError(
      {
        field: `MLflow run "${create.runName}"`,
        expected: 'the run of the study, which its trials belong to',
        received: 'a run that was deleted',
        remedy: 'Restore it in MLflow (filter State: Deleted), or remove it for good with mlflow gc; then sync again.',
      },
      { cause: error },
    );
  }
}
