import { realpathSync } from 'node:fs';
import { withGitTree } from '../../pipelines/git-tree.ts';
import {
  type MetricDifference,
  type MetricsOfTree,
  metricDifferences,
  metricsOfTree,
} from '../../pipelines/metric-differences.ts';
import { surveyPipelines } from '../../pipelines/pipeline-workspace.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { shortNumber, textTable } from '../text-table.ts';

/** Reads files only: it needs no runner. */
export const metricsCommand: Command = {
  name: 'metrics',
  summary: 'Differences of the metrics files of pipelines between commits: diff',
  usage: `Usage: slipway metrics diff [COMMIT] [OPTIONS]

Compares the metrics files of the pipelines as they are now with those of a commit (default: HEAD). Metrics that a
commit does not hold are looked for in the cache, by its dvc.lock.

  --all               also what is the same
  --markdown          print a table as GitHub and GitLab show it
  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"metrics": [{"path", "key", "before", "after"}], "unread": [{"side", "path", "reason"}]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      all: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
    });
    const [action, commit = 'HEAD', extra] = positionals;
    if (action !== 'diff') throw new UsageError('Say diff.');
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const folder = realpathSync(values.workspace);
    const after = await metricsOfTree(folder, null);
    const { cacheFolder } = surveyPipelines(folder).settings;
    const before = await withGitTree(folder, commit, (tree) => metricsOfTree(tree, cacheFolder));
    const metrics = metricDifferences(before.values, after.values, values.all);
    const unread = [...unreadOf(before, commit), ...unreadOf(after, 'now')];
    if (values.json) console.log(JSON.stringify({ metrics, unread }));
    else if (values.markdown) console.log(markdown(metrics, unread, commit));
    else {
      console.log(metrics.length > 0 ? table(metrics, commit) : 'The metrics are the same.');
      for (const { side, path, reason } of unread) console.error(`${path} (${side}): ${reason}`);
    }
    return exitCodes.ok;
  },
};

interface Unread {
  side: string;
  path: string;
  reason: string;
}

function unreadOf({ unread }: MetricsOfTree, side: string): Unread[] {
  return [...unread].map(([path, reason]) => ({ side, path, reason }));
}

function table(metrics: MetricDifference[], commit: string): string {
  return textTable(['FILE', 'METRIC', commit, 'NOW', 'CHANGE'], metrics.map(cells));
}

function markdown(metrics: MetricDifference[], unread: Unread[], commit: string): string {
  const rows = metrics.map((difference) => `| ${cells(difference).map(inCell).join(' | ')} |`);
  const header = [
    `| File | Metric | ${inCell(commit)} | Now | Change |`,
    '| --- | --- | ---: | ---: | ---: |',
  ];
  const found = rows.length > 0 ? [...header, ...rows] : ['The metrics are the same.'];
  const missing = unread.map(
    ({ side, path, reason }) => `- ${inCell(path)} (${inCell(side)}): ${inCell(reason)}`,
  );
  return [...found, ...(missing.length > 0 ? ['', 'Not compared:', ...missing] : [])].join('\n');
}

function cells({ path, key, before, after }: MetricDifference): string[] {
  const change = before === null || after === null ? '-' : signed(after - before);
  return [
    path,
    key,
    before === null ? '-' : shortNumber(before),
    after === null ? '-' : shortNumber(after),
    change,
  ];
}

function signed(change: number): string {
  return change > 0 ? `+${shortNumber(change)}` : shortNumber(change);
}

/** Names come from files of whoever sent the change. */
function inCell(text: string): string {
  return text.replace(/[\\|`*_<>[\]&@#]/g, (mark) => `\\${mark}`).replace(/\s+/g, ' ');
}
