import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OutputFollower, readOutput, readTail } from '../../../server/jobs/output-log.ts';

const file = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'slipway-output-')), 'output.log');
  writeFileSync(path, text);
  return path;
};

test('reads in pieces that never split a character', async () => {
  const path = file('aé😀b');
  const pieces: string[] = [];
  for (let offset = 0; ; ) {
    const { text, nextOffset } = await readOutput(path, offset, 4);
    if (nextOffset === offset) break;
    pieces.push(text);
    offset = nextOffset;
  }
  expect(pieces.join('')).toBe('aé😀b');
  expect(pieces.some((piece) => piece.includes('\uFFFD'))).toBe(false);
});

test('a file that is not there yet is empty', async () => {
  expect(await readOutput('/nowhere/output.log', 0, 10)).toEqual({ text: '', nextOffset: 0 });
  expect(await readTail('/nowhere/output.log', 10)).toBe('');
});

test('the tail starts at a line', async () => {
  expect(await readTail(file('first\nsecond\nthird\n'), 12)).toBe('third\n');
});

test('a follower delivers what is appended, all of it before it is drained', async () => {
  const path = file('one\n');
  let seen = '';
  const follower = new OutputFollower(path, 0, (text) => {
    seen += text;
  });
  await expect.poll(() => seen).toBe('one\n');
  appendFileSync(path, 'two\n');
  await expect.poll(() => seen).toBe('one\ntwo\n');
  appendFileSync(path, 'three\n');
  await follower.drain();
  expect(seen).toBe('one\ntwo\nthree\n');
  follower.dispose();
});
