import { html, nothing, type TemplateResult } from 'lit';
import type { RevisionTraffic, TargetView } from '../../schemas/protocol/deployments.ts';
import type { DeploymentStrings } from '../../schemas/protocol/views/deployment.ts';
import { cssom } from '../shared/cssom.ts';
import { formatBytes, formatNumber } from '../shared/format.ts';
import { icon } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { lineStyle, type Palette } from '../shared/theme.ts';
import { styleOf } from './traffic-history.ts';

/** What each revision that takes requests did in the last seconds. Null: no figure has come yet. */
export function revisionCards(
  target: TargetView,
  traffic: readonly RevisionTraffic[] | null,
  palette: Palette,
  strings: DeploymentStrings,
): TemplateResult {
  if (traffic === null)
    return html`<div class="muted waiting" role="status">${icon('loading codicon-modifier-spin')}${strings.waiting}</div>`;
  return html`<div class="cards">${traffic.map((one) => card(target, one, palette, strings))}</div>`;
}

function card(
  { revisions, live }: TargetView,
  traffic: RevisionTraffic,
  palette: Palette,
  strings: DeploymentStrings,
) {
  const revision = revisions.find(({ number }) => number === traffic.revision);
  const name = fill(strings.revision, traffic.revision, revision?.model ?? '', revision?.version ?? '');
  const isLive = traffic.revision === live;
  const standing = isLive ? strings.live : revision === undefined ? '' : strings.standings[revision.standing];
  return html`<article class="card" aria-label=${name}>
    <header>
      <span class="swatch" ${cssom({ '--swatch': lineStyle(palette, styleOf(traffic.revision)).colour })}></span>
      <h3 title=${name}>${name}</h3>
      <span class="badge ${isLive ? 'live' : ''}">${standing}</span>
    </header>
    <div class="share" role="img" aria-label=${fill(strings.share, formatNumber(traffic.weight))}>
      <span class="bar" ${cssom({ '--share': String(traffic.weight / 100) })}></span>
    </div>
    <div class="muted number">${fill(strings.share, formatNumber(traffic.weight))}</div>
    <dl>
      ${figure(strings.requestRate, formatRate(traffic.requestsPerSecond))}
      ${figure(strings.errorRate, formatRate(traffic.errorsPerSecond), traffic.errorsPerSecond > 0)}
      ${figure(fill(strings.latency, 'p50'), latency(traffic.p50Ms, strings))}
      ${figure(fill(strings.latency, 'p95'), latency(traffic.p95Ms, strings))}
      ${figure(fill(strings.latency, 'p99'), latency(traffic.p99Ms, strings))}
      ${
        traffic.burnRate === null
          ? nothing
          : figure(
              strings.burnRate,
              `${formatRate(traffic.burnRate)}×`,
              traffic.burnRate > 1,
              strings.burnRateHelp,
            )
      }
      ${figure(strings.device, traffic.device)}
      ${traffic.memoryBytes === null ? nothing : figure(strings.memory, formatBytes(traffic.memoryBytes), false, strings.memoryHelp)}
    </dl>
  </article>`;
}

function figure(label: string, value: string, isBad = false, help = '') {
  return html`<div class=${isBad ? 'bad' : ''} title=${help === '' ? nothing : help}>
    <dt>${label}</dt>
    <dd class="number">${isBad ? icon('warning') : nothing}${value}</dd>
  </div>`;
}

/** Two decimals below ten, one below a hundred: figures of a second ago need no more. */
export function formatRate(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatNumber(value);
  return formatNumber(Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)));
}

function latency(value: number | null, strings: DeploymentStrings): string {
  return value === null ? strings.noTraffic : `${formatRate(value)} ms`;
}
