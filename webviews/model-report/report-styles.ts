import { css } from 'lit';

export const reportStyles = css`
  :host {
    display: block;
    padding: 16px 20px 32px;
  }
  header {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    padding-bottom: 12px;
  }
  .line {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-left: auto;
  }
  .verdict {
    font-weight: 600;
  }
  .codicon {
    margin-right: 5px;
    vertical-align: text-bottom;
  }
  .tool .codicon {
    margin-right: 0;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 28px;
    margin: 10px 0 0;
  }
  dl > div {
    display: flex;
    gap: 8px;
    min-width: 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  section,
  details {
    margin-top: 18px;
  }
  h2,
  summary {
    font-size: 1.05em;
    font-weight: 600;
    margin-bottom: 6px;
  }
  summary {
    cursor: pointer;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    min-width: 100%;
  }
  th {
    color: var(--vscode-descriptionForeground);
    font-weight: normal;
    text-align: start;
  }
  th,
  td {
    border-bottom: 1px solid
      var(--vscode-editorWidget-border, var(--vscode-contrastBorder, var(--vscode-panel-border)));
    max-width: 46ch;
    overflow-wrap: break-word;
    padding: 4px 16px 4px 0;
    vertical-align: top;
    white-space: pre-line;
  }
  td:has(> span > .codicon),
  .stacks td:nth-child(2) {
    white-space: nowrap;
  }
  /* Tables below one another line up. */
  table:not(.stacks) :is(th, td):first-child {
    width: 30ch;
  }
  td:has(> .code) {
    min-width: 24ch;
  }
  @media (max-width: 640px) {
    .stacks thead {
      clip-path: inset(50%);
      position: absolute;
    }
    .stacks tr {
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      display: block;
      padding: 6px 0;
    }
    .stacks td {
      border: none;
      display: grid;
      gap: 10px;
      grid-template-columns: 9ch 1fr;
      max-width: none;
      padding: 1px 0;
    }
    .stacks td:nth-child(2) {
      white-space: pre-line;
    }
    .stacks td::before {
      color: var(--vscode-descriptionForeground);
      content: attr(data-column);
    }
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .code {
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size);
    font-variant-numeric: tabular-nums;
  }
  .good > .codicon {
    color: var(--vscode-testing-iconPassed);
  }
  .bad > .codicon {
    color: var(--vscode-testing-iconFailed);
  }
  .warning > .codicon {
    color: var(--vscode-editorWarning-foreground);
  }
`;
