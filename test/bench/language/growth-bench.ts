/**
 * How the time of an edit, and of opening, grows with the stages of a dvc.yaml. `growth` is the exponent of time over stages, fitted
 * to the logarithms: 1 is linear. Drawn in docs/images/language-growth.svg.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../bed/paths.ts';
import { percentile, report } from '../figures.ts';
import { lineChart } from './line-chart.ts';
import { ourServer, pipelineOf, placesIn } from './servers.ts';

const stages = [250, 500, 1_000, 2_000, 4_000];
const warmUp = 20;
const edits = 60;

const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
try {
  await writeFile(join(folder, 'params.yaml'), 'lr: 0.1\n');
  const opening: [number, number][] = [];
  const editing: [number, number][] = [];
  for (const count of stages) {
    const { open, edit } = await measure(pipelineOf(count * 10));
    opening.push([count, open]);
    editing.push([count, edit]);
  }
  for (const [name, points] of Object.entries({ open: opening, edit: editing }))
    report({ figure: `language.growth.${name}`, value: exponent(points), unit: '', target: '<= 1.1' });
  await writeFile(
    join(repository, 'docs/images/language-growth.svg'),
    lineChart({
      title: 'Diagnostics by stages of a dvc.yaml',
      x: 'stages',
      y: 'ms',
      series: { 'after opening': opening, 'after one letter (p50)': editing },
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(text: string): Promise<{ open: number; edit: number }> {
  const server = await ourServer(folder);
  try {
    for (let turn = 0; turn < 3; turn++) {
      await server.open(text);
      await server.close();
    }
    // Another text, so that nothing of the last one is known.
    const opens: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const other = text.replaceAll('what it does', `what it does in turn ${turn}`);
      opens.push(await server.open(other));
      await server.close();
    }
    await server.open(text);
    const places = placesIn(text);
    const times: number[] = [];
    for (let turn = 0; turn < warmUp + edits; turn++) {
      const time = await server.edit({ ...places.next().value, removed: 0, text: 'x' });
      if (turn >= warmUp) times.push(time);
    }
    return { open: percentile(opens, 50), edit: percentile(times, 50) };
  } finally {
    server.stop();
  }
}

/** Slope of the least-squares line through the logarithms. */
function exponent(points: readonly [number, number][]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: (point: readonly [number, number]) => number) =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])];
  const covariance = mean((point) => (point[0] - x) * (point[1] - y));
  return covariance / mean((point) => (point[0] - x) ** 2);
}
