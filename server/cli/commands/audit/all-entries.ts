import type { AuditEntry } from '../../../../schemas/protocol/audit.ts';
import type { RunnerClient } from '../../../discovery/connect.ts';

const page = 1000;

/** The whole log, or up to `most` of its newest entries; the newest first. */
export async function allEntries(
  client: RunnerClient,
  subject: string | null,
  most = Number.POSITIVE_INFINITY,
): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  let before: number | null = null;
  while (found.length < most) {
    const limit = Math.min(page, most - found.length);
    const { entries }: { entries: AuditEntry[] } = await client.request('audit/list', {
      subject,
      before,
      limit,
    });
    found.push(...entries);
    const last = entries.at(-1);
    if (entries.length < limit || !last) break;
    before = last.sequence;
  }
  return found;
}
