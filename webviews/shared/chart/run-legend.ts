import { css, html, nothing, type TemplateResult } from 'lit';
import type { Run } from '../../../schemas/protocol/tracking.ts';
import { cssom } from '../cssom.ts';
import { icon } from '../styles.ts';
import { fill } from '../text.ts';
import { lineStyle, readPalette } from '../theme.ts';

export const runLegendStyles = css`
  .legend {
    align-content: flex-start;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 2px 4px;
    list-style: none;
    margin: 0;
    max-height: 84px;
    overflow: auto;
    padding: 4px 10px;
  }
  .legend li {
    display: inline-flex;
  }
  .legend .tool {
    color: var(--vscode-foreground);
    height: 22px;
  }
  .legend .tool[aria-pressed='false'] {
    opacity: 0.5;
  }
  .legend .tool[aria-pressed='true'] {
    background: transparent;
    border-color: transparent;
    color: var(--vscode-foreground);
  }
  .legend .open {
    opacity: 0;
    padding: 0 2px;
  }
  .legend li:hover .open,
  .legend .open:focus-visible {
    opacity: 1;
  }
  .legend svg {
    flex: none;
    height: 10px;
    width: 22px;
  }
  .legend line {
    stroke-width: 2.5;
  }
  .legend .live {
    color: var(--vscode-charts-green);
  }
`;

interface LegendGiven {
  runs: readonly Run[];
  hidden: ReadonlySet<string>;
  strings: { showRun: string; hideRun: string; openRun: string; live: string };
  onToggle(runId: string): void;
  onOpen(runId: string): void;
}

const legendRuns = 300;

/** Which line is which run; a click hides or shows it. */
export function runLegend(given: LegendGiven): TemplateResult {
  const { runs, hidden, strings } = given;
  const palette = readPalette();
  return html`<ul class="legend">
    ${runs.slice(0, legendRuns).map(({ info }, index) => {
      const { colour, dash } = lineStyle(palette, index);
      const shown = !hidden.has(info.runId);
      const title = fill(shown ? strings.hideRun : strings.showRun, info.runName);
      return html`<li>
        <button class="tool" aria-pressed=${shown} title=${title} @click=${() => given.onToggle(info.runId)}>
          <svg aria-hidden="true"><line x1="1" y1="5" x2="21" y2="5" ${cssom({ stroke: colour, 'stroke-dasharray': dash.join(' ') })} /></svg>
          ${info.runName}${
            info.status === 'RUNNING'
              ? html`<span class="live codicon codicon-record" title=${strings.live} role="img" aria-label=${strings.live}></span>`
              : nothing
          }
        </button>
        <button
          class="tool open"
          title=${fill(strings.openRun, info.runName)}
          aria-label=${fill(strings.openRun, info.runName)}
          @click=${() => given.onOpen(info.runId)}
        >
          ${icon('go-to-file')}
        </button>
      </li>`;
    })}
    ${runs.length > legendRuns ? html`<li class="muted">+${runs.length - legendRuns}</li>` : nothing}
  </ul>`;
}
