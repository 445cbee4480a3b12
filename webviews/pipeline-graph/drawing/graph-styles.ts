import { css, unsafeCSS } from 'lit';
import type { StageViewState } from '../../../schemas/protocol/pipelines.ts';

const tones: Record<StageViewState, string> = {
  fresh: 'var(--vscode-testing-iconPassed, var(--vscode-charts-green))',
  stale: 'var(--vscode-list-warningForeground, var(--vscode-charts-yellow))',
  queued: 'var(--vscode-descriptionForeground)',
  running: 'var(--vscode-charts-blue)',
  failed: 'var(--vscode-testing-iconFailed, var(--vscode-charts-red))',
  blocked:
    'color-mix(in srgb, var(--vscode-testing-iconFailed, var(--vscode-charts-red)) 55%, var(--vscode-descriptionForeground))',
  frozen: 'var(--vscode-charts-purple)',
  unknown: 'var(--vscode-descriptionForeground)',
};

/** `--tone` of everything that shows a stage's state. */
export const toneStyles = unsafeCSS(
  Object.entries(tones)
    .map(([state, tone]) => `.state-${state} { --tone: ${tone}; }`)
    .join('\n'),
);

/** The surface that the drawing lies on. */
export const canvasStyles = css`
  :host {
    display: block;
    overflow: hidden;
    position: relative;
  }
  svg {
    cursor: grab;
    display: block;
    height: 100%;
    outline: none;
    touch-action: none;
    width: 100%;
  }
  svg:active {
    cursor: grabbing;
  }
  svg:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
`;

/** The drawing, in the view and in what is saved of it. */
export const graphStyles = css`
  .card {
    fill: color-mix(in srgb, var(--vscode-foreground) 5%, var(--vscode-editor-background));
    stroke: var(
      --vscode-contrastBorder,
      color-mix(in srgb, var(--vscode-foreground) 18%, var(--vscode-editor-background))
    );
    stroke-width: 1;
  }
  .icon {
    fill: var(--tone, var(--vscode-icon-foreground));
  }
  text {
    fill: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    user-select: none;
  }
  .title {
    font-size: 13px;
    font-weight: 600;
  }
  .place {
    fill: var(--vscode-descriptionForeground);
    font-weight: 400;
  }
  .line {
    fill: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .far {
    display: none;
    font-size: 20px;
    font-weight: 600;
    text-anchor: middle;
  }
  .bar {
    fill: var(--tone);
  }
  .bar.track {
    fill: var(--vscode-widget-border, var(--vscode-panel-border));
  }
  .edge {
    fill: none;
    opacity: 0.75;
    stroke: var(--vscode-editorIndentGuide-activeBackground1, var(--vscode-descriptionForeground));
    stroke-width: 1.25;
  }
  .arrow {
    fill: var(--vscode-editorIndentGuide-activeBackground1, var(--vscode-descriptionForeground));
  }
  .region rect {
    fill: none;
    stroke: var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-panel-border)));
    stroke-dasharray: 4 4;
  }
  .region text {
    fill: var(--vscode-descriptionForeground);
    font-size: 12px;
  }
`;

/** What is marked while a person looks: selected, found, linked; and what is left out from afar. */
export const graphMarkStyles = css`
  .node {
    cursor: pointer;
  }
  .node:hover:not(.selected, .found) .card {
    stroke: var(--vscode-descriptionForeground);
  }
  .found .card:not(.behind) {
    stroke: var(--vscode-charts-orange, var(--vscode-focusBorder));
    stroke-width: 2;
  }
  .selected .card:not(.behind) {
    stroke: var(--vscode-focusBorder);
    stroke-width: 2;
  }
  .dim {
    opacity: 0.22;
  }
  .linked.edge {
    opacity: 1;
    stroke: var(--vscode-focusBorder);
    stroke-width: 2;
  }
  [data-detail='title'] :is(.title, .line, .icon),
  [data-detail='shape'] :is(.title, .line, .icon, .bar) {
    display: none;
  }
  [data-detail='title'] .far {
    display: inline;
  }
  [data-detail='title'] .card:not(.behind),
  [data-detail='shape'] .card:not(.behind) {
    fill: color-mix(in srgb, var(--tone, transparent) 30%, var(--vscode-editor-background));
  }
  [data-detail='shape'] .card:not(.behind) {
    fill: color-mix(in srgb, var(--tone, var(--vscode-descriptionForeground)) 70%, var(--vscode-editor-background));
    stroke: none;
  }
  [data-detail='shape'] .found .card:not(.behind) {
    stroke: var(--vscode-charts-orange, var(--vscode-focusBorder));
    stroke-width: 10;
  }
  [data-detail='shape'] .selected .card:not(.behind) {
    stroke: var(--vscode-focusBorder);
    stroke-width: 14;
  }
  [data-detail='shape'] .edge {
    marker-end: none;
    stroke-width: 3;
  }
`;
