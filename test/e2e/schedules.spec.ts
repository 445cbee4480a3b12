import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('schedules of slipway.yaml', () => {
  const editor = useEditor({ workspace: 'schedules' });
  const schedules = () => editor().tree('Schedules');

  /** Renamed in whole, as careful programs do. */
  function drop(name: string): void {
    const file = join(editor().folder, 'in', name);
    writeFileSync(`${file}.part`, 'a,b\n1,2\n');
    renameSync(`${file}.part`, file);
  }

  /** Shows what became of its starts, once there is one. */
  async function showStarts(name: string): Promise<void> {
    await expect.poll(() => schedules().item(name).getAttribute('aria-expanded')).not.toBeNull();
    await schedules().expand(name);
  }

  test('stand in the Slipway container, not armed', async () => {
    await editor().openContainer('Slipway');
    await schedules().item('nightly').waitFor();
    await expect
      .poll(() => schedules().items())
      .toEqual([
        expect.stringMatching(/^nightly.*not armed · 0 2 \* \* \* Europe\/Vienna · off-peak/),
        expect.stringMatching(/^new-data.*not armed · when in\/\*\.csv arrives/),
      ]);
  });

  test('are armed after a look at their commands, and say when they start next', async () => {
    await schedules().press('nightly', 'Arm Schedule');
    await editor().page.locator('.monaco-dialog-box').getByText('cat ref/* > report.txt').waitFor();
    await editor().answerDialog('Arm');
    await schedules()
      .item(/nightly.*\(in /)
      .waitFor();
    await schedules().press('new-data', 'Arm Schedule');
    await editor().answerDialog('Arm');
    await schedules()
      .item(/new-data(?!.*not armed).*when in\/\*\.csv arrives/)
      .waitFor();
  });

  test('run when a file arrives', async () => {
    drop('first.csv');
    await showStarts('new-data');
    await schedules()
      .item(/succeeded.*files arrived: 1/)
      .waitFor();
    expect(readFileSync(join(editor().folder, 'arrived.txt'), 'utf8')).toBe(
      `${join(editor().folder, 'in/first.csv')}\n`,
    );
    await editor().tree('Runs').item('new-data').waitFor();
  });

  test('are run by a person, too', async () => {
    await schedules().press('nightly', 'Run Schedule Now');
    await showStarts('nightly');
    await schedules()
      .item(/succeeded.*asked for/)
      .waitFor();
    expect(readFileSync(join(editor().folder, 'report.txt'), 'utf8')).toBe('one\n');
  });

  test('ask again when a command has changed, and are not run before', async () => {
    for (const view of ['Models', 'Deployments']) await editor().tree(view).collapseView();
    const file = join(editor().folder, 'dvc.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('>> arrived.txt', '>> elsewhere.txt'));
    await editor().notification('What the schedule "new-data" runs has changed').waitFor();
    await schedules().item('changed: arm it again').waitFor();
    drop('second.csv');
    await schedules().item('not run: commands changed').waitFor();
    await schedules().press(/new-data/, 'Arm Schedule');
    await editor().page.locator('.monaco-dialog-box').getByText('>> elsewhere.txt').waitFor();
    await editor().answerDialog('Arm');
    await schedules().item('changed: arm it again').waitFor({ state: 'detached' });
    await schedules().press('not run: commands changed', 'Run Again');
    const elsewhere = join(editor().folder, 'elsewhere.txt');
    await expect.poll(() => existsSync(elsewhere)).toBe(true);
    expect(readFileSync(elsewhere, 'utf8')).toBe(`${join(editor().folder, 'in/second.csv')}\n`);
    drop('third.csv');
    await expect
      .poll(async () =>
        (await schedules().items()).filter((item) => /succeeded.*files arrived: 1/.test(item)),
      )
      .toHaveLength(2);
    expect(readFileSync(elsewhere, 'utf8')).toContain('in/third.csv');
  });

  test('that can wait hold what has come until off-peak hours begin, and run it then', async () => {
    const file = join(editor().folder, 'slipway.yaml');
    const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
    // The next whole minute that leaves the time to arm it first.
    const begin = Math.ceil((Date.now() + 25_000) / 60_000) * 60_000;
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace('settle: 200ms}', 'settle: 200ms}, off_peak: true')
        .replace(
          /^off_peak: .*/m,
          `off_peak: {start: "${clock(begin)}", end: "${clock(begin + 3_600_000)}", days: mon-sun, time_zone: UTC}`,
        ),
    );
    await schedules()
      .item(/new-data.*changed: arm it again/)
      .waitFor();
    await schedules().press('new-data', 'Arm Schedule');
    await editor().answerDialog('Arm');
    await schedules()
      .item(/new-data.*when in\/\*\.csv arrives · off-peak/)
      .waitFor();
    drop('fourth.csv');
    await schedules()
      .item(/new-data.*held until/)
      .waitFor();
    const held = Date.now();
    const elsewhere = join(editor().folder, 'elsewhere.txt');
    expect(readFileSync(elsewhere, 'utf8')).not.toContain('in/fourth.csv');
    await expect.poll(() => readFileSync(elsewhere, 'utf8'), { timeout: 100_000 }).toContain('in/fourth.csv');
    expect(held).toBeLessThan(begin);
    expect(Date.now()).toBeGreaterThanOrEqual(begin);
    await schedules()
      .item(/new-data.*held until/)
      .waitFor({ state: 'detached' });
  }, 180_000);

  test('are disarmed', async () => {
    await schedules().press('nightly', 'Disarm Schedule');
    await schedules()
      .item(/nightly.*not armed/)
      .waitFor();
  });
});
