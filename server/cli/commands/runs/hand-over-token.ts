import { UserError } from '../../../core/user-error.ts';
import type { RunnerClient } from '../../../discovery/connect.ts';

/**
 * Gives the runner the token of a tracker from this process's environment: it may have been started from a place that does not have
 * the variable. What slipway.yaml says this moment counts.
 * @throws UserError `SLW-TRACKER-UNKNOWN`
 */
export async function handOverToken(client: RunnerClient, tracker: string): Promise<void> {
  const { trackers } = await client.request('credentials/wanted', {});
  const wanted = trackers.find(({ name }) => name === tracker);
  if (!wanted)
    throw new UserError(
      'SLW-TRACKER-UNKNOWN',
      `slipway.yaml names no tracker "${tracker}"${trackers.length ? `; it names ${trackers.map(({ name }) => name).join(', ')}` : ''}.`,
      'Add it there: trackers: {team: {uri: "https://mlflow.example.com", tokenEnv: TEAM_MLFLOW_TOKEN}}',
    );
  const { tokenEnv } = wanted;
  const token = tokenEnv ? process.env[tokenEnv] : undefined;
  if (token) await client.request('credentials/set', { tracker, token });
}
