import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { InvalidRequest } from '../../oip/invalid-request.ts';

const decoders = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/**
 * A body as it was before its Content-Encoding.
 * @throws InvalidRequest for an encoding that is not known (415), bytes that are none of it, or too much that comes out (413)
 */
export async function decompress(chunks: Buffer[], encoding: string, maxBytes: number): Promise<Buffer[]> {
  if (encoding !== 'gzip' && encoding !== 'deflate')
    throw new InvalidRequest(`Expected Content-Encoding gzip, deflate or none, found ${encoding}.`, 415);
  try {
    return [await decoders[encoding](Buffer.concat(chunks), { maxOutputLength: maxBytes })];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new InvalidRequest(`Expected at most ${maxBytes} bytes after decompression.`, 413);
    throw new InvalidRequest(`The body is not valid ${encoding}.`);
  }
}
