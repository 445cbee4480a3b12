import type { AnsweredRequest } from '../../../schemas/protocol/inference.ts';
import { logError } from '../../discovery/daemon-log.ts';
import { errorReply } from '../http/reply.ts';
import { answer, type ServerState } from '../http/routes.ts';

/** Answers an infer request as one that came by the port, with a token where that is asked for. */
export async function inferAsClient(
  state: ServerState,
  model: string,
  body: string,
): Promise<AnsweredRequest> {
  const reply = await answer(state, {
    method: 'POST',
    path: ['v2', 'models', model, 'infer'],
    headerLength: null,
    header: () => undefined,
    body: async () => [Buffer.from(body)],
  }).catch((error: unknown) => errorReply(error, (unforeseen) => logError('inference', unforeseen)));
  return { status: reply.status, body: Buffer.concat([Buffer.from(reply.body), ...reply.binary]).toString() };
}
