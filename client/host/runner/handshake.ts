import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MessageConnection } from 'vscode-jsonrpc';
import {
  type HandshakeRequests,
  protocolVersion,
  type RunnerInfo,
} from '../../../schemas/protocol/runner.ts';
import { ClientError } from '../errors.ts';

const proofOf = (token: string, role: 'client' | 'runner', nonce: string) =>
  createHmac('sha256', token).update(`${role}:${nonce}`).digest('hex');

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Proves to each end that the other knows the token, before anything else is said.
 * @throws ClientError `SLW-CLIENT-IMPOSTOR` where the socket's owner does not know the token.
 */
export async function shakeHands(
  connection: MessageConnection,
  token: string,
  clientVersion: string,
): Promise<RunnerInfo> {
  const nonce = randomBytes(32).toString('hex');
  const params: HandshakeRequests['hello']['params'] = {
    nonce,
    clientVersion,
    protocolVersion,
    clientKind: 'editor',
  };
  const answer: HandshakeRequests['hello']['result'] = await connection.sendRequest('hello', params);
  if (!sameText(answer.proof, proofOf(token, 'runner', nonce)))
    throw new ClientError(
      'SLW-CLIENT-IMPOSTOR',
      'What answered on the Slipway runner’s socket does not know its token.',
      'Stop the runner (Slipway: Stop Runner) and reload the window.',
    );
  return connection.sendRequest('prove', { proof: proofOf(token, 'client', answer.nonce) });
}
