import { css } from 'lit';

export const runViewStyles = css`
  :host {
    display: block;
    margin: 0 auto;
    max-width: 1280px;
    padding: 14px 20px 28px;
  }
  header {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
    margin-bottom: 10px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin-left: auto;
  }
  .status {
    align-items: center;
    display: inline-flex;
    gap: 5px;
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
  .badge {
    background: var(--vscode-badge-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 9px;
    color: var(--vscode-badge-foreground);
    font-size: 0.85em;
    padding: 1px 8px;
    white-space: nowrap;
  }
  .banner {
    align-items: flex-start;
    border: 1px solid;
    border-radius: 4px;
    display: flex;
    gap: 8px;
    margin-bottom: 8px;
    overflow-wrap: anywhere;
    padding: 7px 10px;
    white-space: pre-line;
  }
  .banner.bad {
    background: var(--vscode-inputValidation-errorBackground);
    border-color: var(--vscode-inputValidation-errorBorder);
  }
  .banner.warn {
    background: var(--vscode-inputValidation-warningBackground);
    border-color: var(--vscode-inputValidation-warningBorder);
  }
  .columns {
    display: grid;
    gap: 0 28px;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
  section {
    margin-top: 16px;
  }
  section > h2 {
    margin-bottom: 6px;
  }
  section > h2 .muted {
    font-weight: normal;
  }
  section slipway-table {
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    overflow: hidden;
  }
  dl {
    display: grid;
    gap: 3px 14px;
    grid-template-columns: max-content minmax(0, 1fr);
    margin: 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    align-items: center;
    display: flex;
    gap: 6px;
    margin: 0;
    min-height: 20px;
  }
  dd > span:first-child {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  dd .tool {
    height: 20px;
    opacity: 0;
    padding: 0 3px;
  }
  dd:hover .tool,
  dd .tool:focus-visible {
    opacity: 1;
  }
  .mono {
    font-size: 0.95em;
  }
  .note {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .tags {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
  }
  .tag {
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder));
    border-radius: 4px;
    max-width: 100%;
    overflow: hidden;
    padding: 1px 7px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .plain {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .output {
    background: var(--vscode-textCodeBlock-background);
    border-radius: 4px;
    margin: 4px 0;
    max-height: 320px;
    overflow: auto;
    padding: 8px 10px;
    white-space: pre-wrap;
  }
  @media (max-width: 760px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
