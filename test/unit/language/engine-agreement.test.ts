import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import type { Problem } from '../../../server/language/lint/rule.ts';
import { surveyPipelines } from '../../../server/pipelines/pipeline-workspace.ts';
import { openFolder } from '../../../server/workspace-facts/open-folder.ts';
import { randomProject } from '../../conformance/random-pipeline.ts';
import { type RandomSource, randomSource } from '../../conformance/random-source.ts';

/** The oracle is the engine: what it refuses shows as some problem, and what it takes shows as no error. */
const workspaces = join(import.meta.dirname, '../../workspaces');
const scratch = mkdtempSync(join(tmpdir(), 'slipway-agreement-'));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const folders = [
  'pipeline',
  'schedules',
  'stage-makers',
  'sweep',
  ...readdirSync(join(workspaces, 'dvc')).map((name) => join('dvc', name)),
].map((name) => ({ name, root: join(workspaces, name) }));

describe('what the engine is tested with', () => {
  test.each(folders)('$name', ({ root }) => {
    const { engine, lint } = both(root);
    expect(engine.length === 0 || refusals(lint).length > 0, `unsaid: ${engine.join('; ')}`).toBe(true);
    expect(engine.length > 0 ? [] : errorsOf(lint)).toEqual([]);
  });
});

test('random projects that run have no errors', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const root = join(scratch, `whole${seed}`);
    write(root, randomProject(randomSource(seed)).files);
    const { engine, lint } = both(root);
    expect(engine).toEqual([]);
    expect(errorsOf(lint)).toEqual([]);
  }
}, 60_000);

test('random projects with a line changed, lost or moved: what the engine refuses is told of, and nothing else is an error', () => {
  let refused = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomSource(seed);
    const { files } = randomProject(random);
    const file = random.pick(Object.keys(files).filter((name) => name.endsWith('dvc.yaml')));
    files[file] = damaged(files[file] ?? '', random);
    const root = join(scratch, `damaged${seed}`);
    write(root, files);
    const { engine, lint } = both(root);
    const shown = `${engine.join('; ')}\n---\n${lint.map(({ code, message }) => `${code} ${message}`).join('\n')}\n---\n${files[file]}`;
    if (engine.length > 0) {
      refused++;
      expect(refusals(lint).length, `unsaid: ${shown}`).toBeGreaterThan(0);
    } else expect(errorsOf(lint), shown).toEqual([]);
  }
  expect(refused).toBeGreaterThan(40);
}, 60_000);

function both(root: string): { engine: string[]; lint: Problem[] } {
  const engine = surveyPipelines(root).problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  );
  const { folder } = openFolder(root);
  const lint = folder.documents().flatMap((document) => checkDocument(folder, document));
  return { engine, lint };
}

/** What says that a stage does not run: SW127 is no error, for DVC runs it. */
function refusals(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ code, severity }) => severity === 'error' || code === 'SW127');
}

/** But those of what is looked for when a run begins, and not when the pipeline is read. */
function errorsOf(problems: readonly Problem[]): string[] {
  const onlyToRun = new Set(['SW115', 'SW126']);
  return problems
    .filter(({ code, severity }) => severity === 'error' && !onlyToRun.has(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

function write(root: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

function damaged(text: string, random: RandomSource): string {
  const lines = text.split('\n');
  const at = 1 + random.below(Math.max(lines.length - 2, 1));
  const line = lines[at] ?? '';
  const change = random.below(6);
  if (change === 0) lines.splice(at, 1);
  else if (change === 1) lines.splice(at, 0, line);
  else if (change === 2) lines[at] = line.replace(/\w(?=\w*:)/, '');
  else if (change === 3) lines[at] = `${line}\${lr.deep}`;
  else if (change === 4) lines[at] = line.replace(/[\w.]+\s*$/, 'in.txt');
  else lines[at] = line.replace(/:\s.*$/, ': [1, {a: b}]');
  return lines.join('\n');
}
