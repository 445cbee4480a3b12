import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Terminals } from '../../../server/executions/terminals.ts';

let folder: string;
let led: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-terminals-'));
  led = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () =>
  new Terminals(folder, {
    open: (_secret, { executionId }) => led.push(`opens ${executionId}`),
    expect: (_secret, patienceMs) => led.push(patienceMs > 5000 ? 'waits' : 'waits a little'),
  });

test('a terminal waits for its first command, and a little for each next one', () => {
  const terminals = open();
  const { terminalId } = terminals.open();
  terminals.point(terminalId, 'first', 'run 1');
  terminals.ended('first');
  terminals.point(terminalId, 'second', 'run 2');
  terminals.ended('first');
  expect(led).toEqual(['waits', 'opens first', 'waits a little', 'opens second']);
});

test('after a start of the runner, a terminal leads where it led', () => {
  const before = open();
  before.point(before.open().terminalId, 'first', 'run 1');
  led = [];
  open();
  expect(led).toEqual(['opens first']);
});
