import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ExecutionTable } from '../../../server/executions/execution-table.ts';
import { Executions } from '../../../server/executions/executions.ts';
import { Supervisors } from '../../../server/executions/supervisors.ts';
import { ExecutionFiles } from '../../../server/jobs/execution-files.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';
import { canMount, whyNoMount } from '../../bed/mount.ts';

/** Whose command has filled a file the moment that it has begun. */
class SupervisorOfFiller extends Supervisors {
  readonly #file: string;

  constructor(file: string) {
    super('never started', '', '');
    this.#file = file;
  }

  override start(): ReturnType<Supervisors['start']> {
    expect(() => {
      for (;;) appendFileSync(this.#file, Buffer.alloc(4096));
    }).toThrow('ENOSPC');
    return { supervisor: null, ready: Promise.resolve(true) };
  }
}

test.skipIf(!canMount)(
  `a command that has filled the disk before it is written down that it runs has started all the same${whyNoMount}`,
  async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-ws-')));
    const state = mkdtempSync(join(tmpdir(), 'slipway-st-'));
    const disk = join(folder, '.slipway');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', disk]);
    const store = openStore({ folder, access: 'write' });
    try {
      const table = new ExecutionTable(store, 'key');
      const told: string[] = [];
      const executions = new Executions({
        folder,
        outputRoot: store.layout.executions,
        files: new ExecutionFiles(state),
        table,
        tracker: new EmbeddedTracker(store),
        companions: [],
        supervisors: new SupervisorOfFiller(join(disk, 'fill')),
        admit: () => {},
        logFile: '',
        onChange: ({ state }) => told.push(state),
      });
      const { executionId } = await executions.start({
        kind: 'command',
        file: null,
        interpreter: null,
        terminalId: null,
        commandLine: 'fill',
        context: { cwd: folder, env: {} },
        recipe: null,
        command: () => ({ argv: ['fill'], env: {} }),
      });
      expect(table.get(executionId)?.state).toBe('starting');
      rmSync(join(disk, 'fill'));
      await executions.settle();
      expect(table.get(executionId)?.state).toBe('running');
      expect(told).toEqual(['running']);
    } finally {
      store.close();
      execFileSync('umount', ['--lazy', disk]);
      for (const made of [folder, state]) rmSync(made, { recursive: true, force: true });
    }
  },
);
