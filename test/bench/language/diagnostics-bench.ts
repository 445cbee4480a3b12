/**
 * From an edit of one letter within a stage to the diagnostics of a dvc.yaml, over stdio, beside yaml-language-server on the same
 * text and the same schema. Ours is asked by pull; the other pushes, 200 ms after the edit by its own debounce, which is taken off.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile, report } from '../figures.ts';
import { type LanguageServer, ourServer, peerName, peerServer, pipelineOf, placesIn } from './servers.ts';

/** That are not measured. */
const editsBefore = 50;
/** Lines -> what is asked of us there, in milliseconds at the 95th percentile, and how many edits are measured. */
const sizes = [
  { lines: 100, target: '<= 2', edits: 300 },
  { lines: 1_000, target: '<= 8', edits: 200 },
  { lines: 10_000, target: '<= 15', edits: 100 },
] as const;
const editsOfPeer = 40;

const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
try {
  await writeFile(join(folder, 'params.yaml'), 'lr: 0.1\n');
  for (const { lines, target, edits } of sizes) {
    const text = pipelineOf(lines);
    const ours = percentile(await lettersIn(await ourServer(folder), text, edits), 95);
    const theirs = percentile(await lettersIn(await peerServer(folder), text, editsOfPeer), 95);
    const figure = { value: ours, unit: 'ms', peer: { name: peerName, value: theirs } };
    report({ ...figure, figure: `language.diagnostics.${lines}.p95`, target });
    if (lines === 10_000)
      report({ ...figure, figure: `language.diagnostics.${lines}.ratio`, target: 'ratio <= 0.1' });
  }
  await structureBroken();
  await mergeKeys();
  await start();
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Milliseconds of each edit. */
async function lettersIn(
  server: LanguageServer,
  text: string,
  edits: number,
  warmUp = editsBefore,
): Promise<number[]> {
  const times: number[] = [];
  try {
    await server.open(text);
    const places = placesIn(text);
    for (let turn = 0; turn < edits + warmUp; turn++) {
      const { value } = places.next();
      const time = await server.edit({ ...value, removed: 0, text: 'x' });
      if (turn >= warmUp) times.push(time);
    }
    return times;
  } finally {
    server.stop();
  }
}

/** A quote that is opened swallows all that follows, and everything is another again once it is closed. */
async function structureBroken(): Promise<void> {
  const text = pipelineOf(10_000);
  const measured = async (server: LanguageServer, turns: number) => {
    const times: number[] = [];
    try {
      await server.open(text);
      const line = text.split('\n').findIndex((each) => each.includes('desc:'));
      const character = '    desc: '.length;
      for (let turn = 0; turn < turns; turn++) {
        times.push(await server.edit({ line, character, removed: 0, text: '"' }));
        times.push(await server.edit({ line, character, removed: 1, text: '' }));
      }
      return percentile(times, 95);
    } finally {
      server.stop();
    }
  };
  report({
    figure: 'language.diagnostics.10000.brokenStructure.p95',
    value: await measured(await ourServer(folder), 20),
    unit: 'ms',
    target: null,
    peer: { name: peerName, value: await measured(await peerServer(folder), 10) },
  });
}

/** Letters typed into stages of a thousand that merge one mapping each. */
async function mergeKeys(): Promise<void> {
  const stages = Array.from({ length: 1_000 }, (_, index) => `  s${index}:\n    <<: *base\n    desc: y\n`);
  const text = `base: &base {cmd: x}\nstages:\n${stages.join('')}`;
  const ours = await lettersIn(await ourServer(folder), text, 100);
  const theirs = await lettersIn(await peerServer(folder), text, 3, 2);
  report({
    figure: 'language.diagnostics.mergeKeys.p95',
    value: percentile(ours, 95),
    unit: 'ms',
    target: '< 20',
    peer: { name: peerName, value: percentile(theirs, 95) },
  });
}

/** From the start of the process to the diagnostics of a file of 100 lines. */
async function start(): Promise<void> {
  const started = async (serverOf: typeof ourServer, turns: number) => {
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const begun = performance.now();
      const server = await serverOf(folder);
      await server.open(pipelineOf(100));
      times.push(performance.now() - begun - server.debounceMs);
      server.stop();
    }
    return percentile(times, 50);
  };
  report({
    figure: 'language.start.p50',
    value: await started(ourServer, 9),
    unit: 'ms',
    target: '< 250',
    peer: { name: peerName, value: await started(peerServer, 5) },
  });
}
