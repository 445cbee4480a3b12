import { expect, test } from 'vitest';
import { startsProcess } from '../../../client/features/tracking/terminal/starts-process.ts';

test.each([
  'python train.py',
  'CUDA_VISIBLE_DEVICES=0 python a.py',
  'cd src && make',
  'echo hi | tee out',
  './run.sh',
])('%s starts a process', (line) => expect(startsProcess(line)).toBe(true));

test.each([
  '',
  'cd src',
  'export A=1',
  'A=1',
  'source .venv/bin/activate',
  '# a remark',
  'echo done',
  'cd a; pwd',
  'slipway runs list',
])('%s starts none', (line) => expect(startsProcess(line)).toBe(false));
