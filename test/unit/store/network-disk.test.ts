import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { networkDisk, networkNotice } from '../../../server/store/network-disk.ts';

// No network disk can be mounted here: what statfs says of one stands in for it.
vi.mock('node:fs', async (original) => ({ ...(await original<object>()), statfsSync: vi.fn() }));

const lies = (type: bigint) => vi.mocked(statfsSync).mockReturnValue({ type } as never);

test.each([
  [0x6969n, 'NFS'],
  [0xff534d42n, 'CIFS'],
  // As a system with 32-bit types says it.
  [-11317950n, 'CIFS'],
])('type %d is a network disk', (type, kind) => {
  lies(type);
  expect(networkDisk(tmpdir())).toBe(kind);
  expect(networkNotice('/data')).toMatchObject([{ severity: 'warning', code: 'SLW-STORE-NETWORK' }]);
  expect(networkNotice('/data')[0]?.message).toContain(`/data lies on a network disk (${kind})`);
});

test('ext4 is none', () => {
  lies(0xef53n);
  expect(networkDisk(tmpdir())).toBeNull();
  expect(networkNotice('/data')).toEqual([]);
});
