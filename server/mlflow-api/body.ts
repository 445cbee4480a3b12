import type { IncomingMessage } from 'node:http';
import { RequestRefused } from '../http/request-refused.ts';
import type { Fields } from './fields.ts';
import { mistyped } from './fields.ts';

/** A dataset's profile may have 16 MiB and its schema one; nothing that a client sends is larger. */
const maxJsonBytes = 32 * 1024 * 1024;

/** The JSON object in the request's body; `{}` where there is none. */
export async function readJson(request: IncomingMessage, deadlineMs: number): Promise<Fields> {
  const text = await readText(request, deadlineMs);
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
    // Old clients encode their JSON twice.
    if (typeof value === 'string') value = JSON.parse(value);
  } catch {
    throw new RequestRefused(400, 'Bad Request. The body is not valid JSON.');
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw mistyped('body', value);
  return value as Fields;
}

function readText(request: IncomingMessage, deadlineMs: number): Promise<string> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxJsonBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const deadline = setTimeout(
      () => fail(new RequestRefused(408, `The body did not arrive within ${deadlineMs / 1000} s.`)),
      deadlineMs,
    );
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxJsonBytes) fail(tooLarge());
      else chunks.push(chunk);
    };
    const stop = () => {
      clearTimeout(deadline);
      request.off('data', onData).off('end', onEnd).off('error', fail).off('close', onClose);
    };
    const onEnd = () => {
      stop();
      const [first] = chunks;
      resolve((chunks.length === 1 && first ? first : Buffer.concat(chunks, bytes)).toString('utf8'));
    };
    const onClose = () => fail(new RequestRefused(400, 'The client went away in the middle of its request.'));
    const fail = (error: Error) => {
      stop();
      request.pause();
      reject(error);
    };
    request.on('data', onData).once('end', onEnd).once('error', fail).once('close', onClose);
  });
}

function tooLarge(): RequestRefused {
  return new RequestRefused(413, `The body is larger than ${maxJsonBytes} bytes.`);
}
