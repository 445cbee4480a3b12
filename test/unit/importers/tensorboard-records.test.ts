import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFields } from '../../../server/core/protobuf-reader.ts';
import { crc32c, maskedCrc32c } from '../../../server/importers/tensorboard/crc32c.ts';
import { decodeEvent } from '../../../server/importers/tensorboard/event.ts';
import { readRecords } from '../../../server/importers/tensorboard/record-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-records-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function record(data: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeBigUInt64LE(BigInt(data.length), 0);
  header.writeUInt32LE(maskedCrc32c(header.subarray(0, 8)), 8);
  const footer = Buffer.alloc(4);
  footer.writeUInt32LE(maskedCrc32c(data), 0);
  return Buffer.concat([header, data, footer]);
}

async function read(content: Buffer): Promise<{ records: string[]; error: string | null }> {
  await writeFile(join(folder, 'events'), content);
  const handle = await open(join(folder, 'events'));
  const records: string[] = [];
  try {
    for await (const data of readRecords(handle)) records.push(data.toString());
    return { records, error: null };
  } catch (error) {
    return { records, error: (error as Error).message };
  } finally {
    await handle.close();
  }
}

describe('CRC-32C', () => {
  it.each([
    // RFC 3720, appendix B.4.
    [Buffer.alloc(32, 0), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
  ])('is as the RFC gives it', (bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});

describe('a record file', () => {
  it('gives its records, across what is read at once', async () => {
    const long = 'x'.repeat(600_000);
    expect(
      await read(
        Buffer.concat([record(Buffer.from('a')), record(Buffer.from(long)), record(Buffer.alloc(0))]),
      ),
    ).toEqual({
      records: ['a', long, ''],
      error: null,
    });
  });

  it('leaves out a last record that is still being written', async () => {
    const whole = Buffer.concat([record(Buffer.from('a')), record(Buffer.from('b'))]);
    for (const cut of [1, 5, 16])
      expect(await read(whole.subarray(0, -cut))).toEqual({ records: ['a'], error: null });
  });

  it('ends at a wrong checksum and says where', async () => {
    const broken = Buffer.concat([record(Buffer.from('a')), record(Buffer.from('b'))]);
    broken[broken.length - 5] = 0;
    expect(await read(broken)).toEqual({
      records: ['a'],
      error: 'the record at byte 17 has data with a wrong checksum',
    });
    broken[17] = 9;
    expect((await read(broken)).error).toBe('the record at byte 17 has a length with a wrong checksum');
  });

  it('does not reserve what a record claims to have', async () => {
    const header = Buffer.alloc(12);
    header.writeBigUInt64LE(1n << 60n, 0);
    header.writeUInt32LE(maskedCrc32c(header.subarray(0, 8)), 8);
    expect((await read(header)).error).toContain('claims 1152921504606846976 bytes');
    header.writeBigUInt64LE(1n << 40n, 0);
    header.writeUInt32LE(maskedCrc32c(header.subarray(0, 8)), 8);
    expect(await read(header)).toEqual({ records: [], error: null });
  });
});

describe('a protobuf message', () => {
  it.each([
    ['a length beyond its end', [0x0a, 0x7f, 0x00]],
    ['a length of many gigabytes', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['a number without an end', [0x08, 0xff]],
    ['a number of eleven bytes', [0x08, ...Array(10).fill(0x80), 0x00]],
    ['a group, which protobuf 3 does not have', [0x0b]],
    ['a double that is cut off', [0x09, 0, 0, 0]],
  ])('with %s is a RangeError', (_, bytes) => {
    expect(() => [...readFields(Buffer.from(bytes))]).toThrow(RangeError);
    expect(() =>
      decodeEvent(
        Buffer.concat([Buffer.from([0x2a, bytes.length + 2, 0x0a, bytes.length]), Buffer.from(bytes)]),
        new Map(),
      ),
    ).toThrow(RangeError);
  });
});
