import { css } from 'lit';

export const testRequestStyles = css`
  :host {
    display: block;
  }
  .modes {
    display: flex;
    gap: 4px;
    margin-bottom: 8px;
  }
  .exchange {
    display: grid;
    gap: 16px;
    grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr));
  }
  .question,
  .answer {
    min-width: 0;
  }
  fieldset {
    border: 0;
    margin: 0 0 10px;
    min-width: 0;
    padding: 0;
  }
  legend {
    font-weight: 600;
    padding: 0 0 4px;
  }
  legend .muted {
    font-weight: 400;
  }
  .row {
    align-items: end;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-bottom: 6px;
  }
  .element {
    display: flex;
    flex: 1 1 110px;
    flex-direction: column;
    gap: 2px;
    max-width: 220px;
    min-width: 0;
  }
  .element > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .element:has(vscode-textarea) {
    flex-basis: 100%;
    max-width: none;
  }
  vscode-textfield,
  vscode-textarea,
  vscode-single-select {
    width: 100%;
  }
  .actions {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 8px;
  }
  .primary {
    align-items: center;
    background: var(--vscode-button-background);
    border: 1px solid var(--vscode-button-border, transparent);
    border-radius: 4px;
    color: var(--vscode-button-foreground);
    cursor: pointer;
    display: inline-flex;
    font: inherit;
    gap: 6px;
    padding: 4px 12px;
  }
  .primary:hover:not(:disabled) {
    background: var(--vscode-button-hoverBackground);
  }
  .primary:focus-visible {
    outline-offset: 2px;
  }
  .primary:disabled {
    cursor: default;
    opacity: 0.4;
  }
  .problem,
  .status {
    align-items: center;
    display: flex;
    gap: 6px;
  }
  .problem {
    color: var(--vscode-errorForeground);
  }
  .status.good .codicon {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  pre {
    background: var(--vscode-textCodeBlock-background);
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    margin: 8px 0 0;
    max-height: 320px;
    overflow: auto;
    padding: 8px;
    white-space: pre-wrap;
    word-break: break-word;
  }
`;
