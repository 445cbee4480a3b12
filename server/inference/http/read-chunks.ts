import type { IncomingMessage } from 'node:http';
import { InvalidRequest } from '../../oip/invalid-request.ts';

/**
 * The body, in the pieces in which it came.
 * @throws InvalidRequest 413 above `maxBytes`
 */
export function readChunks(request: IncomingMessage, maxBytes: number): Promise<Buffer[]> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else reject(tooLarge(maxBytes));
    });
    request.on('end', () => resolve(chunks));
    request.on('error', reject);
    request.on('close', () => {
      // It closes after each request that is read; an error costs its stack.
      if (!request.complete) reject(new InvalidRequest('The client went away in the middle of its request.'));
    });
  });
}

function tooLarge(maxBytes: number): InvalidRequest {
  return new InvalidRequest(`Expected a body of at most ${maxBytes} bytes, and it is larger.`, 413);
}
