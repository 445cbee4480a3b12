import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeNote, readFileAccess, readNotes } from '../../../server/provenance/execution-journals.ts';
import { filesWrittenSince } from '../../../server/provenance/workspace-changes.ts';

let workspace: string;
let executionDir: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'slipway-journals-'));
  executionDir = join(workspace, '.slipway', 'executions', 'one');
  mkdirSync(executionDir, { recursive: true });
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

const journal = (name: string, ...records: object[]) =>
  writeFileSync(join(executionDir, name), records.map((record) => `${JSON.stringify(record)}\n`).join(''));

test('what a process made itself is no input; what is gone is no output', async () => {
  writeFileSync(join(workspace, 'model.bin'), '');
  journal(
    'io-1.jsonl',
    { path: 'data.csv', op: 'read' },
    { path: 'model.bin', op: 'write' },
    { path: 'model.bin', op: 'read' },
    { path: 'draft.tmp', op: 'write' },
  );
  journal('io-2.jsonl', { path: 'config.yaml', op: 'read' });
  expect(await readFileAccess(executionDir, workspace)).toEqual({
    read: ['config.yaml', 'data.csv'],
    written: ['model.bin'],
  });
});

test('without a record, reads are unknown and not none', async () => {
  expect(await readFileAccess(executionDir, workspace)).toEqual({ read: null, written: [] });
});

test('notes: each once, secrets redacted, a line cut off by a kill left out', async () => {
  const note = { kind: 'tracking-uri', uri: 'https://me:hunter2@mlflow.example.org' };
  journal('notes-1.jsonl', note);
  journal('notes-2.jsonl', note);
  writeFileSync(join(executionDir, 'notes-3.jsonl'), '{"kind": "inp');
  const notes = await readNotes(executionDir);
  expect(notes.map(describeNote)).toEqual([
    'The program tracks at https://me:***@mlflow.example.org: what it logs there is not in this run.',
  ]);
});

test('a command: files that were written since its start, those of tools left out', async () => {
  const old = join(workspace, 'old.csv');
  writeFileSync(old, '');
  await new Promise((resolve) => setTimeout(resolve, 30));
  const since = Date.now();
  mkdirSync(join(workspace, 'out'));
  mkdirSync(join(workspace, 'env'));
  writeFileSync(join(workspace, 'env', 'pyvenv.cfg'), '');
  writeFileSync(join(workspace, '.slipway', 'x'), '');
  writeFileSync(join(workspace, 'out', 'model.bin'), '');
  // An archive that was unpacked brings old times of modification.
  writeFileSync(join(workspace, 'unpacked.txt'), '');
  utimesSync(join(workspace, 'unpacked.txt'), 1, 1);
  expect(await filesWrittenSince(workspace, since)).toEqual({
    written: ['out/model.bin', 'unpacked.txt'],
    complete: true,
  });
  expect(await filesWrittenSince(workspace, since, { files: 1, timeMs: 1000 })).toMatchObject({
    complete: false,
  });
});
