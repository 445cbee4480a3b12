import { statfsSync } from 'node:fs';
import type { StoreNotice } from './store.ts';

/** Linux's magic numbers of network and remote file systems (statfs(2), linux/magic.h). */
const remoteTypes = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x0bd00bd0, 'Lustre'],
  [0x00c36400, 'Ceph'],
]);

/** The kind of network disk that a folder lies on; null for one of this machine, or where the system cannot say. */
export function networkDisk(folder: string): string | null {
  return remoteTypes.get(Number(statfsSync(folder, { bigint: true }).type & 0xffffffffn)) ?? null;
}

/** A network disk works, for one connection needs no shared memory; but its owner should know the risk. */
export function networkNotice(folder: string): StoreNotice[] {
  const kind = networkDisk(folder);
  if (kind === null) return [];
  return [
    {
      severity: 'warning',
      code: 'SLW-STORE-NETWORK',
      message: `${folder} lies on a network disk (${kind}). Runs are recorded safely while one machine has this folder open; writes are slower, and locks are only as good as the file server's.`,
    },
  ];
}
