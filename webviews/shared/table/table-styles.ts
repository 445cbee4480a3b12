import { css } from 'lit';

export const rowHeight = 24;
export const headerHeight = 40;

export const tableStyles = css`
  :host {
    --row-background: var(--vscode-editor-background);
    display: block;
    min-height: 0;
    position: relative;
  }
  .scroller {
    background: var(--vscode-editor-background);
    contain: strict;
    cursor: default;
    height: 100%;
    outline: none;
    overflow: auto;
    user-select: none;
  }
  .canvas {
    min-width: 100%;
    position: relative;
    width: var(--table-width);
  }
  .rows {
    height: var(--table-height);
    position: relative;
  }
  .window {
    inset: 0;
    position: absolute;
  }
  /* One layer for all pinned cells: a sticky cell in each row would be a layer each. */
  .pinned {
    background: var(--row-background);
    height: 100%;
    left: 0;
    position: sticky;
    z-index: 1;
  }
  /* Each at its own place for good: a scroll moves none of them, and what was drawn stays drawn. */
  .row {
    border-bottom: 1px solid var(--vscode-editorWidget-border, transparent);
    border-bottom-color: color-mix(in srgb, var(--vscode-foreground) 7%, transparent);
    contain: size layout style;
    height: 24px;
    left: 0;
    position: absolute;
    right: 0;
  }
  .header {
    background: var(--row-background);
    display: flex;
    height: 40px;
    position: sticky;
    top: 0;
    z-index: 2;
  }
  .header::after {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    bottom: 0;
    content: '';
    left: 0;
    pointer-events: none;
    position: absolute;
    right: 0;
    z-index: 3;
  }
  /*
   * All cells of a row lie on one line, each as far to the right as its column's rule says, and none moves another:
   * as positioned ones do, but without a painter's layer for each.
   */
  .cell {
    height: 23px;
    line-height: 23px;
    margin-bottom: -23px;
    overflow: clip;
    padding: 0 10px;
    text-overflow: ellipsis;
    white-space: pre;
  }
  .cell.end {
    font-variant-numeric: tabular-nums;
  }
  .cell .codicon {
    font-size: 14px;
    margin-right: 5px;
    vertical-align: -2px;
  }
  .last-pinned {
    border-right: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .row.hovered {
    background:
      linear-gradient(var(--vscode-list-hoverBackground), var(--vscode-list-hoverBackground)),
      var(--row-background);
  }
  .row[data-selected] {
    background:
      linear-gradient(
        var(--vscode-list-inactiveSelectionBackground),
        var(--vscode-list-inactiveSelectionBackground)
      ),
      var(--row-background);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
  }
  .scroller:focus .row[data-selected] {
    background:
      linear-gradient(
        var(--vscode-list-activeSelectionBackground),
        var(--vscode-list-activeSelectionBackground)
      ),
      var(--row-background);
    color: var(--vscode-list-activeSelectionForeground, inherit);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .row[data-selected] .cell .codicon {
    color: inherit;
  }
  .scroller:focus .active {
    outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
  .header > .heading {
    cursor: pointer;
    flex: none;
    height: 100%;
    margin: 0;
    padding: 4px 10px 0;
    position: absolute;
  }
  .header > .stays {
    background: var(--row-background);
    position: sticky;
    z-index: 1;
  }
  .heading:hover {
    background:
      linear-gradient(var(--vscode-list-hoverBackground), var(--vscode-list-hoverBackground)),
      var(--row-background);
  }
  .heading .group {
    color: var(--vscode-descriptionForeground);
    font-size: 0.82em;
    height: 15px;
    line-height: 15px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .heading .title {
    align-items: center;
    display: flex;
    font-weight: 600;
    gap: 3px;
    line-height: 18px;
  }
  .heading.end .title {
    flex-direction: row-reverse;
  }
  .heading .title > span:first-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .heading .codicon {
    flex: none;
    font-size: 14px;
  }
  .heading.drop-before {
    box-shadow: inset 2px 0 0 var(--vscode-focusBorder);
  }
  .grip {
    bottom: 0;
    cursor: col-resize;
    position: absolute;
    right: 0;
    top: 0;
    width: 7px;
  }
  .grip:hover,
  .grip.dragging {
    box-shadow: inset -2px 0 0 var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
  }
  .loading {
    background: color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
    border-radius: 3px;
    display: inline-block;
    height: 8px;
    width: 60%;
  }
  .tone-muted {
    color: var(--vscode-descriptionForeground);
  }
  .tone-ok > .codicon {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .tone-bad > .codicon {
    color: var(--vscode-testing-iconFailed, var(--vscode-charts-red));
  }
  .tone-busy > .codicon {
    color: var(--vscode-charts-blue);
  }
  .tone-warn > .codicon {
    color: var(--vscode-charts-yellow);
  }
  .row[data-selected] .tone-muted {
    color: inherit;
  }
`;
