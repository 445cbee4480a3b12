import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportSource } from '../../../server/importers/import-source.ts';
import { detectSource, openSource } from '../../../server/importers/open-source.ts';
import { importInto, newWorkspace, numbersOf, pythonJson, toldRuns } from '../../bed/import-workspace.ts';
import { mlflowEnvironments, startMlflowServer } from '../../bed/mlflow-server.ts';
import { TestWorkspace } from '../../unit/processes/workspace.ts';

for (const [release, environment] of Object.entries(mlflowEnvironments)) {
  const python = await environment();
  const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

  describe.skipIf('skipped' in python)(`runs that the client of ${release} wrote${why}`, () => {
    let folder: string;
    const open = async (location: string): Promise<ImportSource> =>
      openSource(await detectSource(location), join(folder, 'cache'));

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'slipway-mlflow-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** Import once and again; the client's own reading of the source is the oracle. */
    async function expectFaithful(trackingUri: string, location: string) {
      if ('skipped' in python) return;
      const written = await pythonJson(python, 'write_runs.py', [trackingUri], folder);
      const workspace = await newWorkspace();
      try {
        const first = await importInto(workspace, await open(location));
        expect(first).toMatchObject({ added: 5, updated: 0, points: 54, artifacts: 2, skipped: [] });
        expect(await toldRuns(workspace)).toEqual(numbersOf(written));
        const second = await importInto(workspace, await open(location));
        expect(second).toMatchObject({ added: 0, updated: 0, unchanged: 5, points: 0, artifacts: 0 });
        expect(await toldRuns(workspace)).toEqual(numbersOf(written));
      } finally {
        await workspace.close();
      }
    }

    test('are taken whole, once, from a file store', async () => {
      const store = join(folder, 'files', 'mlruns');
      await expectFaithful(`file://${store}`, join(folder, 'files'));
    });

    test('are taken by slipway runs import, from each of the three', async () => {
      if ('skipped' in python) return;
      const server = await startMlflowServer(python);
      const database = join(folder, 'by-cli.db');
      const sources = [
        {
          trackingUri: `file://${join(folder, 'by-cli', 'mlruns')}`,
          words: join(folder, 'by-cli', 'mlruns'),
        },
        { trackingUri: `sqlite:///${database}`, words: database },
        { trackingUri: server.trackingUri, words: server.trackingUri },
      ];
      try {
        for (const { trackingUri, words } of sources) {
          const workspace = new TestWorkspace();
          try {
            await pythonJson(python, 'write_runs.py', [trackingUri], folder);
            const { stdout, stderr } = await workspace.slipway('runs', 'import', words, '--json');
            expect(stderr).toBe('');
            expect(JSON.parse(stdout)).toMatchObject({ added: 5, points: 54, artifacts: 2, skipped: [] });
            const { stdout: listed } = await workspace.slipway('runs', 'list', '--json');
            const names = (JSON.parse(listed) as { info: { run_name: string } }[]).map(
              ({ info }) => info.run_name,
            );
            expect(names).toEqual(expect.arrayContaining(['one', 'child', 'bad']));
            expect(names).not.toContain('gone');
          } finally {
            await workspace.dispose();
          }
        }
      } finally {
        await server.close();
      }
    }, 180_000);

    test('are taken whole, once, from an mlflow.db', async () => {
      const database = join(folder, 'mlflow.db');
      await expectFaithful(`sqlite:///${database}`, database);
    });

    test('are taken whole, once, from a server', async () => {
      if ('skipped' in python) return;
      const server = await startMlflowServer(python);
      try {
        await expectFaithful(server.trackingUri, server.trackingUri);
      } finally {
        await server.close();
      }
    }, 180_000);
  });
}
