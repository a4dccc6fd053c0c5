import { UserError } from '@collapse/trials';
import { MlflowClient, MlflowError, type RetryNotice } from 'mlflow-js-client';
import type { Environment } from '../runs/place-tags.ts';

/**
 * A client for a person who waits: it tries for about half a minute, and says so.
 * @throws UserError for an address that is none
 */
export function trackingClient(
  trackingUri: string,
  environment: Environment,
  onRetry: (notice: RetryNotice) => void,
): MlflowClient {
  try {
    return new MlflowClient({ trackingUri, maxRetries: 5, backoffFactor: 1, onRetry }, environment);
  } catch (error) {
    if (error instanceof MlflowError) throw trackingProblem(error);
    throw error;
  }
}

/** The server does not answer, or not in time: the same call may succeed later, and goes on where this one stopped. */
export class ServerAway extends Error {
  override readonly name = 'ServerAway';
}

/**
 * Does something that needs the server.
 * @throws ServerAway where it does not answer
 * @throws UserError where it refuses, or its address is not that of an MLflow server
 */
export async function withServer<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    throw error.temporary ? new ServerAway(error.message, { cause: error }) : trackingProblem(error);
  }
}

/** A failure of the server or its address in the words of a wrong command line. */
function trackingProblem(error: MlflowError): UserError {
  return new UserError(
    {
      field: '--tracking',
      expected: 'an MLflow server that takes this study',
      received: error.message.replace(error.remedy, '').replace(/[\s.]+$/, ''),
      remedy: error.remedy,
    },
    { cause: error },
  );
}
