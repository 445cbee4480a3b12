import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { EntryRow } from '../../../server/audit/audit-entry.ts';
import { AuditLog } from '../../../server/audit/audit-log.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import type { Store } from '../../../server/store/store.ts';
import { openForTest, temporaryFolder } from '../store/workspace.ts';

function logWith(entries: number): { store: Store; log: AuditLog } {
  const store = openForTest(temporaryFolder());
  let now = 1_000;
  const log = new AuditLog(store, () => now++);
  for (let number = 1; number <= entries; number++)
    log.append({
      actor: 'ana@lab',
      channel: 'cli',
      action: 'gate.evaluated',
      subject: number % 2 === 0 ? 'fraud' : 'digits',
      from: null,
      to: String(number),
      why: `entry “${number}”`,
      details: { z: [1, 2.5, null, true], a: { verdict: 'für', auc: 0.1 } },
    });
  return { store, log };
}

/** The chain after somebody has changed its file without asking us. */
function tampered(store: Store, ...statements: string[]): EntryRow[] {
  const file = join(temporaryFolder(), 'copy.db');
  store.database.prepare('VACUUM INTO ?').run(file);
  const database = new DatabaseSync(file);
  for (const trigger of ['stay', 'are_kept', 'follow'])
    database.exec(`DROP TRIGGER audit_entries_${trigger}`);
  for (const statement of statements) database.exec(statement);
  const rows = database.prepare('SELECT * FROM audit_entries ORDER BY sequence').all();
  database.close();
  return rows as unknown as EntryRow[];
}

describe('an entry', () => {
  test('is listed with all that it was given, the newest first', () => {
    const { log } = logWith(5);
    expect(log.list({ subject: null, before: null, limit: 2 }).map(({ sequence }) => sequence)).toEqual([
      5, 4,
    ]);
    expect(log.list({ subject: null, before: 3, limit: 9 }).map(({ sequence }) => sequence)).toEqual([2, 1]);
    const [entry] = log.list({ subject: 'fraud', before: null, limit: 1 });
    expect(entry).toMatchObject({
      sequence: 4,
      at: 1_003,
      actor: 'ana@lab',
      channel: 'cli',
      from: null,
      to: '4',
      why: 'entry “4”',
      details: { a: { verdict: 'für', auc: 0.1 }, z: [1, 2.5, null, true] },
    });
  });

  test('is on disk with the change that it tells of, or neither is', () => {
    const { store, log } = logWith(1);
    let told = 0;
    log.onAppend(() => told++);
    const event = {
      channel: 'cli',
      action: 'a',
      subject: 's',
      from: null,
      to: null,
      why: '',
      details: {},
    } as const;
    const change = (fails: boolean) =>
      store.transaction(() => {
        store.run("INSERT INTO gate_reports VALUES ('m', '1', '{}')");
        log.append(event);
        if (fails) throw new Error('no');
      });
    expect(() => change(true)).toThrow('no');
    expect(log.head()?.sequence).toBe(1);
    expect(told).toBe(0);
    change(false);
    expect(log.head()?.sequence).toBe(2);
    expect(store.get("SELECT count(*) AS n FROM gate_reports WHERE model = 'm'")).toEqual({ n: 1 });
    expect(told).toBe(1);
  });

  test('is by the user of this machine', () => {
    const { log } = logWith(0);
    const { actor } = log.append({
      channel: 'editor',
      action: 'a',
      subject: 's',
      from: null,
      to: null,
      why: '',
      details: {},
    });
    expect(actor).toMatch(/^[^@\s]+@[^@\s]+$/);
  });

  test.each([
    ['changed', "UPDATE audit_entries SET why = '' WHERE sequence = 2", 'never changed'],
    ['removed', 'DELETE FROM audit_entries WHERE sequence = 2', 'never removed'],
    [
      'replaced',
      "INSERT OR REPLACE INTO audit_entries SELECT 2, at, actor, channel, action, subject, value_from, value_to, 'x', details, previous_hash, hash FROM audit_entries WHERE sequence = 2",
      'follows the last one',
    ],
    [
      'put between',
      'INSERT INTO audit_entries SELECT 9, at, actor, channel, action, subject, value_from, value_to, why, details, previous_hash, hash FROM audit_entries WHERE sequence = 2',
      'follows the last one',
    ],
  ])('cannot be %s through the store', (_, sql, message) => {
    const { store, log } = logWith(3);
    expect(() => store.run(sql)).toThrow(message);
    expect(verifyChain(log.rows(), [])).toMatchObject({ verdict: 'consistent-not-anchored', entries: 3 });
  });

  test('that holds what JSON has no word for is refused', () => {
    const { log } = logWith(0);
    const event = { channel: 'cli', action: 'a', subject: 's', from: null, to: null, why: '' } as const;
    expect(() => log.append({ ...event, details: { auc: Number.NaN } })).toThrow('NaN cannot be written');
    expect(log.head()).toBeNull();
  });
});

describe('the chain', () => {
  const columns = Object.entries({
    at: '9',
    actor: "'eve@lab'",
    channel: "'ci'",
    action: "'deploy.done'",
    subject: "'other'",
    value_from: "'1'",
    value_to: 'NULL',
    why: "'because'",
    details: `'{"verdict":"passed"}'`,
    previous_hash: `'${'1'.repeat(64)}'`,
    hash: `'${'1'.repeat(64)}'`,
  });
  test.each(columns)('shows that %s of an entry was changed', (column, value) => {
    const { store } = logWith(4);
    const rows = tampered(store, `UPDATE audit_entries SET ${column} = ${value} WHERE sequence = 3`);
    expect(verifyChain(rows, [])).toMatchObject({ verdict: 'broken', brokenAt: 3 });
  });

  test('shows details that were written otherwise', () => {
    const { store } = logWith(2);
    const rows = tampered(store, "UPDATE audit_entries SET details = details || ' ' WHERE sequence = 2");
    expect(verifyChain(rows, [])).toMatchObject({ verdict: 'broken', brokenAt: 2 });
  });

  test.each([
    ['removed in its middle', ['DELETE FROM audit_entries WHERE sequence = 2'], 2],
    ['removed at its beginning', ['DELETE FROM audit_entries WHERE sequence = 1'], 1],
    [
      'removed and closed up',
      [
        'DELETE FROM audit_entries WHERE sequence = 2',
        'UPDATE audit_entries SET sequence = sequence - 1 WHERE sequence > 2',
      ],
      2,
    ],
    [
      'put in another order',
      [2, 3]
        .map((n) => `UPDATE audit_entries SET sequence = ${n} + 10 WHERE sequence = ${n}`)
        .concat(
          'UPDATE audit_entries SET sequence = 3 WHERE sequence = 12',
          'UPDATE audit_entries SET sequence = 2 WHERE sequence = 13',
        ),
      2,
    ],
  ])('shows that entries were %s', (_, statements, brokenAt) => {
    const { store } = logWith(4);
    expect(verifyChain(tampered(store, ...statements), [])).toMatchObject({ verdict: 'broken', brokenAt });
  });

  test('is anchored where something else holds one of its entries', () => {
    const { log } = logWith(4);
    const third = log.rows()[2];
    const anchors = [{ sequence: 3, hash: third?.hash ?? '', where: 'the git tag x', onThisMachine: false }];
    expect(verifyChain(log.rows(), anchors)).toMatchObject({
      verdict: 'anchored',
      reason: 'Anchored: the git tag x holds entry 3; 1 entry since then is not anchored yet.',
    });
  });

  test('shows that it was cut off before its anchor, which no chain shows by itself', () => {
    const { log, store } = logWith(4);
    const anchors = [
      { sequence: 4, hash: log.head()?.hash ?? '', where: 'the git tag x', onThisMachine: false },
    ];
    const rows = tampered(store, 'DELETE FROM audit_entries WHERE sequence = 4');
    expect(verifyChain(rows, [])).toMatchObject({ verdict: 'consistent-not-anchored' });
    expect(verifyChain(rows, anchors)).toMatchObject({ verdict: 'rewritten', brokenAt: 4 });
    expect(verifyChain(tampered(store, 'DELETE FROM audit_entries'), anchors).verdict).toBe('rewritten');
  });

  test('shows that all of it was written anew', () => {
    const { log } = logWith(4);
    const { log: other } = logWith(3);
    other.append({
      channel: 'cli',
      action: 'deploy.done',
      subject: 'live',
      from: null,
      to: '4',
      why: '',
      details: {},
    });
    const anchors = [
      { sequence: 4, hash: log.head()?.hash ?? '', where: 'the git tag x', onThisMachine: false },
    ];
    expect(verifyChain(other.rows(), anchors)).toMatchObject({ verdict: 'rewritten', brokenAt: 4 });
  });

  test('without entries is empty', () => {
    expect(verifyChain([], [])).toMatchObject({ verdict: 'empty', entries: 0, head: null });
  });

  test('has the hashes that Python computes from the exported lines', () => {
    const { log } = logWith(3);
    const lines = log.list({ subject: null, before: null, limit: 10 }).reverse();
    const file = join(temporaryFolder(), 'audit.jsonl');
    writeFileSync(file, lines.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const script = `
import hashlib, json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    entry = json.loads(line)
    entry.pop("hash")
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    print(hashlib.sha256(text.encode()).hexdigest())
`;
    const { stdout } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual(lines.map(({ hash }) => hash));
  });
});
