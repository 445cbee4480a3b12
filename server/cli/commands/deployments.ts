import type {
  RequestView,
  RevisionView,
  RolloutView,
  TargetView,
} from '../../../schemas/protocol/deployments.ts';
import { formatDuration } from '../../core/quantities.ts';
import { UserError } from '../../core/user-error.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { withRunner } from '../runner.ts';
import { localTime, textTable } from '../text-table.ts';

export const deploymentsCommand: Command = {
  name: 'deployments',
  summary: 'What is live where, and what was',
  usage: `Usage: slipway deployments [TARGET] [--workspace DIR] [--json]

All targets of slipway.yaml with what is live there; of one target its revisions, the newest first.

  --json    print the targets, or the one target, with all that is known`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {});
    const [name, extra] = positionals;
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const { targets } = await withRunner(values.workspace, async (client) => {
      await client.request('deployments/follow', { target: name ?? null });
      return client.request('deployments/list', {});
    });
    if (name === undefined) {
      console.log(values.json ? JSON.stringify(targets) : listText(targets));
      return exitCodes.ok;
    }
    const target = targets.find((each) => each.name === name);
    if (!target)
      throw new UserError(
        'SLW-TARGET-UNKNOWN',
        `There is no target ${name}; slipway.yaml has ${targets.map((each) => each.name).join(', ') || 'none'}.`,
      );
    console.log(values.json ? JSON.stringify(target) : targetText(target));
    return exitCodes.ok;
  },
};

function listText(targets: readonly TargetView[]): string {
  if (targets.length === 0)
    return 'slipway.yaml declares no targets. Add one: targets: {live: {kind: local, port: 8085}}';
  return textTable(
    ['TARGET', 'STATE', 'LIVE', 'ADDRESS', 'UNDER WAY'],
    targets.map((target) => [
      target.name,
      target.state,
      liveText(target),
      target.url ?? '',
      target.rollout ? rolloutText(target.rollout) : target.requests.map(requestText).join('; '),
    ]),
  );
}

function targetText(target: TargetView): string {
  const lines = [
    `${target.name}: ${target.state}${target.url ? ` at ${target.url}` : ''}, live: ${liveText(target)}`,
  ];
  if (target.asksToken) lines.push('Requests must show a token.');
  if (target.problem) lines.push(target.problem);
  if (target.alert) lines.push(`${localTime(target.alert.at)}: ${target.alert.message}`);
  lines.push(...target.requests.map(requestText));
  if (target.rollout) lines.push(`Under way: ${rolloutText(target.rollout)}`);
  const table = textTable(
    ['REVISION', 'MODEL', 'STANDING', 'MADE', 'BY', 'WHY'],
    target.revisions.map((revision) => [
      `${revision.number === target.live ? '*' : ' '}${revision.number}`,
      `${revision.model} ${revision.version}`,
      [revision.standing, ...marksOf(revision)].join(', '),
      localTime(revision.createdAt),
      `${revision.actor} (${revision.channel})`,
      revision.reason,
    ]),
  );
  return [...lines, '', target.revisions.length === 0 ? 'Nothing was deployed yet.' : table].join('\n');
}

function marksOf({ overridden, approval }: RevisionView): string[] {
  const marks = overridden === null ? [] : ['overridden'];
  if (approval)
    marks.push(approval.isSelfApproved ? 'self-approved' : `approved by ${approval.by.join(' and ')}`);
  return marks;
}

function requestText({ model, version, requester, approvals, approvedBy }: RequestView): string {
  return `${model} ${version} waits for approval (${approvedBy.length} of ${approvals}), asked for by ${requester}`;
}

function liveText({ live, revisions }: TargetView): string {
  const revision = revisions.find(({ number }) => number === live);
  return revision ? `${revision.model} ${revision.version} (revision ${revision.number})` : 'nothing';
}

function rolloutText({ kind, to, phase, step, steps, elapsedMs, durationMs, waitsFor }: RolloutView): string {
  const what = to === null ? 'going offline' : `${kind} of revision ${to}`;
  if (waitsFor !== null) return `${what} waits for ${waitsFor}`;
  const canary = phase === 'canary' ? ` ${steps[step]?.weight} %` : '';
  const clock =
    durationMs > 0
      ? ` (${formatDuration(Math.floor(elapsedMs / 1000) * 1000)} of ${formatDuration(durationMs)})`
      : '';
  return `${what}: ${phase}${canary}${clock}`;
}
