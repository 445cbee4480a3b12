import { describe, expect, it } from 'vitest';
import { DriverTarget, driverOf } from './driver-target.ts';

const deploy = (version: string, steps: { weight: number; durationMs: number }[] = []) =>
  ({
    type: 'deploy',
    model: 'm',
    version,
    reason: 'asked',
    plan: {
      shadow: null,
      steps,
      bakeMs: 0,
      minRequests: 1,
      inconclusive: 'hold',
      keepLoaded: 1,
      readyWithinMs: 300_000,
    },
  }) as const;

describe('driving a rollout', () => {
  it('loads, warms and promotes, each once, with the state on disk before', async () => {
    const target = new DriverTarget();
    const { driver, disk } = driverOf(target);
    driver.tell(deploy('1'));
    expect(disk.state.rollout?.phase).toBe('loading');
    expect(target.done).toEqual([]);
    await driver.settled();
    expect(target.done).toEqual(['load 1', 'warm 1', 'promote 1', 'stable', 'keep 1']);
    expect(disk.records.map(({ what }) => what)).toEqual([
      'deploy-started',
      'phase-begun',
      'phase-begun',
      'deployed',
    ]);
    expect(disk.alias).toBe(1);
  });

  it('renews the lease of a canary while it lasts, and then promotes', async () => {
    const target = new DriverTarget();
    const { driver, pass } = driverOf(target);
    driver.tell(deploy('1'));
    await driver.settled();
    target.done.length = 0;
    driver.tell(deploy('2', [{ weight: 10, durationMs: 3_000 }]));
    await driver.settled();
    for (let second = 0; second < 4; second++) await pass(1_000);
    expect(target.done).toEqual([
      ...['load 2', 'warm 2', 'canary 2 10', 'canary 2 10', 'canary 2 10', 'canary 2 10'],
      ...['promote 2', 'stable', 'keep 2,1'],
    ]);
  });

  it('waits no longer for a warm-up that hangs once its revision is given up', async () => {
    const target = new DriverTarget();
    const { driver } = driverOf(target);
    driver.tell(deploy('1'));
    await driver.settled();
    target.warmUpsHang = true;
    driver.tell(deploy('2'));
    await expect.poll(() => target.done).toContain('warm 2');
    driver.tell({ type: 'abort', reason: 'it hangs' });
    await driver.settled();
    expect(target.done.slice(-3)).toEqual(['warm 2', 'stable', 'keep 1']);
    target.warmUpsHang = false;
    driver.tell(deploy('3'));
    await driver.settled();
    expect(driver.state).toMatchObject({ live: 3, rollout: null });
  });

  it('goes back by itself where the rule holds', async () => {
    const target = new DriverTarget();
    const { driver, pass, disk } = driverOf(target);
    driver.tell(deploy('1'));
    await driver.settled();
    driver.tell(deploy('2', [{ weight: 10, durationMs: 60_000 }]));
    await driver.settled();
    target.observation.goBack = true;
    await pass(1_000);
    expect(disk.state).toMatchObject({ live: 1, rollout: null });
    expect(target.done.slice(-2)).toEqual(['stable', 'keep 1']);
  });

  it('leaves what was live where a revision does not load, and says why', async () => {
    const target = new DriverTarget();
    const { driver, disk, errors } = driverOf(target);
    driver.tell(deploy('1'));
    await driver.settled();
    target.broken.add(2);
    driver.tell(deploy('2'));
    await driver.settled();
    expect(disk.state).toMatchObject({ live: 1, rollout: null });
    expect(disk.records.at(-1)).toMatchObject({ what: 'deploy-aborted', why: 'revision 2 does not load' });
    expect(errors).toEqual(['load: revision 2 does not load']);
  });

  it('takes a rollback while a load takes its time', async () => {
    const target = new DriverTarget();
    const { driver, disk } = driverOf(target);
    driver.tell(deploy('1'));
    await driver.settled();
    const release = target.holdLoads();
    driver.tell(deploy('2'));
    driver.tell({ type: 'rollback', to: null, reason: 'a mistake' });
    expect(disk.state).toMatchObject({ live: 1, rollout: null });
    release();
    await driver.settled();
    expect(target.pointer).toBe(1);
    expect(target.done.at(-1)).toBe('keep 1');
  });

  it('does nothing where the state cannot be written', async () => {
    const target = new DriverTarget();
    const { driver, disk } = driverOf(target);
    disk.full = true;
    expect(() => driver.tell(deploy('1'))).toThrow('the disk is full');
    await driver.settled();
    expect(target.done).toEqual([]);
    expect(driver.state.revisions).toEqual([]);
  });

  it('puts in order what a crash left', async () => {
    const target = new DriverTarget();
    const first = driverOf(target);
    first.driver.tell(deploy('1'));
    await first.driver.settled();
    first.driver.tell(deploy('2', [{ weight: 10, durationMs: 60_000 }]));
    await first.driver.settled();
    first.driver.close();
    target.pointer = null;
    const second = driverOf(target, first.disk.state);
    await second.driver.recover('the runner stopped');
    await second.driver.settled();
    expect(second.disk.state).toMatchObject({ live: 1, rollout: null });
    expect(target.pointer).toBe(1);
    expect(second.disk.alias).toBe(null);
    expect(second.disk.records).toMatchObject([
      { what: 'deploy-aborted', revision: 2, why: 'the runner stopped while it was canary' },
    ]);
  });
});
