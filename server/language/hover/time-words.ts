import { isTimeZone, parseCron } from '../../core/cron.ts';
import { pathAt } from '../yaml/path-at.ts';
import type { HoverContext, HoverPart } from './hover-part.ts';

const shown = 3;

/** Of a cron expression: the next times, in its own time zone. */
export function timeWords({ document, position, now }: HoverContext): HoverPart | null {
  const at = pathAt(document.yaml, position);
  if (!at || at.isKey || at.node.kind !== 'scalar' || typeof at.node.value !== 'string') return null;
  const [list, , key] = at.path;
  const isCron =
    at.path.length === 3 &&
    ((document.kind === 'workspace' && list === 'schedules' && key === 'cron') ||
      (document.kind === 'model' && list === 'monitors' && key === 'schedule'));
  if (!isCron) return null;
  const zoneAt = document.yaml.find([...at.path.slice(0, 2), 'time_zone']);
  const zone = zoneAt?.node.kind === 'scalar' ? zoneAt.node.value : null;
  if (typeof zone === 'string' && !isTimeZone(zone)) return null;
  const times = nextTimes(at.node.value, typeof zone === 'string' ? zone : null, now);
  if (times.length === 0) return null;
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'long',
    ...(typeof zone === 'string' && { timeZone: zone }),
  });
  return {
    range: document.yaml.rangeOf(at.node, at.place),
    markdown: `Next:\n\n${times.map((time) => `- ${format.format(time)}`).join('\n')}`,
  };
}

function nextTimes(expression: string, zone: string | null, now: number): number[] {
  const times: number[] = [];
  try {
    const cron = parseCron(expression, zone);
    for (let time = cron.next(now); time !== null && times.length < shown; time = cron.next(time))
      times.push(time);
  } catch {
    // What is no cron expression is told of as a problem.
  }
  return times;
}
