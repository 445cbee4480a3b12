import { expect, test } from 'vitest';
import { SlotPool, type SlotRequest, type Slots } from '../../../server/jobs/slot-pool.ts';

const gib = 2 ** 30;
const pool = () => new SlotPool({ cpu: 4, memoryBytes: 8 * gib, gpus: ['0', '1'] });
const never = new AbortController().signal;

/** Asks, and tells what has been granted so far. */
async function asking(from: SlotPool, wanted: Partial<SlotRequest>, signal = never) {
  const asked: { granted: Slots | null; ended: Promise<Slots> } = {
    granted: null,
    ended: from.take({ cpu: 0, memoryBytes: 0, gpus: 0, amongGpus: ['0', '1'], ...wanted }, signal),
  };
  asked.ended.then(
    (slots) => {
      asked.granted = slots;
    },
    () => {},
  );
  await settled();
  return asked;
}
const settled = () => new Promise(setImmediate);

test('never gives out more than there is of anything, and goes on when some of it is free again', async () => {
  const slots = pool();
  const first = await asking(slots, { cpu: 2.5, memoryBytes: 6 * gib, gpus: 1 });
  expect(first.granted).toMatchObject({ gpus: ['0'], waited: false });
  for (const tooMuch of [{ cpu: 2 }, { memoryBytes: 3 * gib }, { gpus: 2 }]) {
    const abort = new AbortController();
    const asked = await asking(slots, tooMuch, abort.signal);
    expect(asked.granted).toBeNull();
    abort.abort(new Error('no longer wanted'));
    await expect(asked.ended).rejects.toThrow('no longer wanted');
  }
  const second = await asking(slots, { cpu: 2, gpus: 2 });
  expect(second.granted).toBeNull();
  first.granted?.release();
  await settled();
  expect(second.granted).toMatchObject({ gpus: ['0', '1'], waited: true });
});

test('one that asks for much gets its turn however many small ones come after it', async () => {
  const slots = pool();
  const small = [await asking(slots, { cpu: 1 }), await asking(slots, { cpu: 1 })];
  const big = await asking(slots, { cpu: 4 });
  const later = [await asking(slots, { cpu: 1 }), await asking(slots, { cpu: 1 })];
  for (const { granted } of small) granted?.release();
  await settled();
  expect(big.granted).not.toBeNull();
  expect(later.map(({ granted }) => granted)).toEqual([null, null]);
  big.granted?.release();
  await settled();
  expect(later.map(({ granted }) => granted?.waited)).toEqual([true, true]);
});

test('is not starved by those who ask in turn for one half of what it waits for', async () => {
  const slots = pool();
  let cpuHolder = await asking(slots, { cpu: 4 });
  const both = await asking(slots, { cpu: 4, gpus: 2 });
  const gpuOnly = await asking(slots, { gpus: 1 });
  // The GPUs are free, and kept for the one that came before.
  expect(gpuOnly.granted).toBeNull();
  cpuHolder.granted?.release();
  cpuHolder = await asking(slots, { cpu: 1 });
  expect([both.granted?.gpus, gpuOnly.granted, cpuHolder.granted]).toEqual([['0', '1'], null, null]);
});

test('what nobody before it waits for is given at once', async () => {
  const slots = pool();
  await asking(slots, { cpu: 1, gpus: 2 });
  const waiting = await asking(slots, { cpu: 1, gpus: 1 });
  const apart = await asking(slots, { cpu: 2 });
  expect([waiting.granted, apart.granted?.waited]).toEqual([null, false]);
});

test('gives only GPUs that the asker sees', async () => {
  const slots = pool();
  const one = await asking(slots, { gpus: 1, amongGpus: ['1'] });
  const same = await asking(slots, { gpus: 1, amongGpus: ['1'] });
  const other = await asking(slots, { gpus: 1 });
  expect([one.granted?.gpus, same.granted, other.granted?.gpus]).toEqual([['1'], null, ['0']]);
});

test('says what can never be, and follows a change of what there is', async () => {
  const slots = pool();
  const three = { cpu: 1, memoryBytes: 0, gpus: 3, amongGpus: ['0', '1', '2'] };
  expect(slots.isPossible(three)).toBe(false);
  expect(slots.isPossible({ ...three, gpus: 2 })).toBe(true);
  expect(slots.isPossible({ ...three, gpus: 2, amongGpus: ['1'] })).toBe(false);
  const asked = await asking(slots, { cpu: 6 });
  expect(asked.granted).toBeNull();
  slots.resize({ cpu: 6, gpus: ['0', '1', '2'] });
  await settled();
  expect(asked.granted).not.toBeNull();
  expect(slots.isPossible(three)).toBe(true);
});

test('fractions of cores add up', async () => {
  const slots = new SlotPool({ cpu: 0.3, memoryBytes: 0, gpus: [] });
  for (let asked = 0; asked < 3; asked++) expect((await asking(slots, { cpu: 0.1 })).granted).not.toBeNull();
  expect((await asking(slots, { cpu: 0.1 })).granted).toBeNull();
});
