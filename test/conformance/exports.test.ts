import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { utcCrons } from '../../server/schedules/export/utc-crons.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { TestWorkspace } from '../unit/processes/workspace.ts';

const python = await pythonEnv('schedule-exports', ['check-jsonschema==0.39.0', 'python-crontab==3.4.0']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const manifest = `slipway: 1
schedules:
  - {name: nightly, pipeline: dvc.yaml, cron: "30 2 * * mon-fri", time_zone: Europe/Vienna}
  - {name: "1st.report", pipeline: sub/dvc.yaml, stages: ["it's"], reach: only, jobs: 2, cron: "0 12 1 * *", time_zone: America/New_York, off_peak: true}
  - {name: batch, pipeline: dvc.yaml, on: {arrives: "in/*.csv"}}
  - {name: month, pipeline: dvc.yaml, cron: "0 0 1 * *", time_zone: Asia/Tokyo}
off_peak: {start: "22:00", end: "06:00", time_zone: Europe/Vienna}
`;

const cronScript = `
import json, sys
from crontab import CronTab
tab = CronTab(tabfile=sys.argv[1])
print(json.dumps([{"slices": job.slices.clean_render(), "command": job.command, "valid": job.is_valid(), "zone": job.env.get("CRON_TZ")} for job in tab]))
`;

describe.skipIf('skipped' in python)(`what is exported, read by others${why}`, () => {
  let workspace: TestWorkspace;
  let out: string;
  beforeEach(() => {
    workspace = new TestWorkspace();
    workspace.write('slipway.yaml', manifest);
    workspace.write('requirements.txt', 'scikit-learn\n');
    out = mkdtempSync(join(tmpdir(), 'slipway-exports-'));
  });
  afterEach(async () => {
    await workspace.dispose();
    rmSync(out, { recursive: true, force: true });
  });

  function tool(name: string, ...args: string[]) {
    if ('skipped' in python) throw new Error(python.skipped);
    return spawnSync(join(dirname(python.python), name), args, { encoding: 'utf8', env: python.env });
  }

  test('a crontab has the times and commands, and says what it leaves out', async () => {
    const file = join(out, 'crontab');
    const { code, stderr } = await workspace.slipway('schedule', 'export', '--format', 'crontab', '-o', file);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'batch: it starts when in/*.csv arrives, and only the clock can start something there.',
    );
    expect(stderr).toContain('1st.report: it does not wait for off-peak hours there');
    const parsed = tool('python', '-c', cronScript, file);
    expect(parsed.stderr).toBe('');
    expect(JSON.parse(parsed.stdout)).toEqual([
      {
        slices: '30 2 * * mon-fri',
        command: `cd ${workspace.folder} && slipway run dvc.yaml`,
        valid: true,
        zone: 'Europe/Vienna',
      },
      {
        slices: '0 12 1 * *',
        command: `cd ${workspace.folder} && slipway run 'sub/dvc.yaml:it'\\''s' --only --jobs 2`,
        valid: true,
        zone: 'America/New_York',
      },
      {
        slices: '0 0 1 * *',
        command: `cd ${workspace.folder} && slipway run dvc.yaml`,
        valid: true,
        zone: 'Asia/Tokyo',
      },
    ]);
    expect(readFileSync(file, 'utf8')).toContain('# batch is left out');
  });

  test('a file that is there is kept, unless it may be replaced', async () => {
    const file = join(out, 'crontab');
    writeFileSync(file, 'mine\n');
    const kept = await workspace.slipway('schedule', 'export', '--format', 'crontab', '-o', file);
    expect(kept.code).toBe(1);
    expect(kept.stderr).toContain('is there already');
    expect(readFileSync(file, 'utf8')).toBe('mine\n');
    await workspace.slipway('schedule', 'export', '--format', 'crontab', '-o', file, '--force');
    expect(readFileSync(file, 'utf8')).toContain('CRON_TZ=Asia/Tokyo');
  });

  test('a workflow of schedules is one by GitHub’s schema, and names what it leaves out', async () => {
    const file = join(out, 'schedules.yml');
    const { stderr } = await workspace.slipway('schedule', 'export', '--format', 'github', '-o', file);
    expect(tool('check-jsonschema', '--builtin-schema', 'vendor.github-workflows', file)).toMatchObject({
      status: 0,
    });
    expect(stderr).toContain('nightly: GitHub’s times are UTC: while summer time lasts in Europe/Vienna');
    expect(stderr).toContain('month: the days of "0 0 1 * *" in Asia/Tokyo begin on other days in UTC');
    const workflow = parse(readFileSync(file, 'utf8'));
    expect(workflow.on.schedule).toEqual([{ cron: '30 1 * * mon-fri' }, { cron: '0 17 1 * *' }]);
    expect(Object.keys(workflow.jobs)).toEqual(['nightly', '_1st-report']);
    expect(workflow.jobs.nightly.steps.at(-1).run).toBe('slipway run dvc.yaml');
  });

  test.each([
    ['github', '.github/workflows/slipway.yml', 'vendor.github-workflows'],
    ['gitlab', '.gitlab-ci.yml', 'vendor.gitlab-ci'],
  ])('the workflow that ci init --%s writes is one by its schema', async (host, path, schema) => {
    const { code, stderr } = await workspace.slipway('ci', 'init', `--${host}`);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const checked = tool('check-jsonschema', '--builtin-schema', schema, join(workspace.folder, path));
    expect(checked.stdout + checked.stderr).toContain('ok -- validation done');
    const again = await workspace.slipway('ci', 'init', `--${host}`);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('is there already');
  });

  test('times in UTC are those of the zone while its standard time lasts, by Python’s zoneinfo', () => {
    const january = Date.parse('2026-01-05T00:00:00Z');
    const cases = [
      ['30 2 * * mon-fri', 'Europe/Vienna'],
      ['30 0 * * 1,3', 'Europe/Vienna'],
      ['*/20 22-23 * * 0', 'America/New_York'],
      ['15 0,12 * * *', 'Asia/Kathmandu'],
      ['5 * * * *', 'Asia/Kolkata'],
    ] as const;
    const numbered = (cron: string) => cron.replace('mon-fri', '1-5');
    const times = (crons: string[], zone: string, count: number) => {
      const input = JSON.stringify(
        crons.map((cron) => ({ cron: numbered(cron), zone, after: january, count })),
      );
      const script = join(import.meta.dirname, 'scripts/cron_times.py');
      const found = JSON.parse(execFileSync('python3', [script], { input, encoding: 'utf8' })) as number[][];
      return found.flat().sort((a, b) => a - b);
    };
    for (const [cron, zone] of cases) {
      const converted = utcCrons(cron, zone, january);
      const expected = times([cron], zone, 20);
      const found = times(converted?.crons ?? [], 'UTC', 20).filter((time) => time <= (expected.at(-1) ?? 0));
      expect({ cron, zone, found }).toEqual({ cron, zone, found: expected });
    }
    expect(utcCrons('0 2 * * *', 'Australia/Adelaide', january)?.shifts).toBe(true);
    expect(utcCrons('0 2 * * *', 'Asia/Kolkata', january)?.shifts).toBe(false);
  });
});
