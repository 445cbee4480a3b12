import { css } from 'lit';

const border = css`1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent))`;
const box = css`1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent))`;

export const deploymentPageStyles = css`
  header.page {
    align-items: center;
    border-bottom: ${border};
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    min-height: 36px;
    padding: 6px 12px;
  }
  .state {
    align-items: center;
    display: inline-flex;
    gap: 5px;
  }
  .state.serving .codicon {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .state.unreachable .codicon {
    color: var(--vscode-errorForeground);
  }
  .actions {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-left: auto;
  }
  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 20px;
    min-height: 0;
    overflow: auto;
    padding: 12px;
  }
  section {
    min-width: 0;
  }
  h2 {
    margin-bottom: 8px;
  }
  .problem {
    border: 1px solid var(--vscode-errorForeground);
    border-radius: 4px;
    display: flex;
    gap: 8px;
    padding: 8px 10px;
  }
  .problem .codicon {
    color: var(--vscode-errorForeground);
  }
  .problem.notice {
    border-color: var(--vscode-editorWarning-foreground);
  }
  .problem.notice .codicon {
    color: var(--vscode-editorWarning-foreground);
  }
  .waiting {
    align-items: center;
    display: flex;
    gap: 6px;
  }
  .rollout {
    border: ${box};
    border-radius: 6px;
    padding: 10px 12px;
  }
  .steps {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 18px;
    list-style: none;
    margin: 10px 0;
    padding: 0;
  }
  .steps li {
    align-items: center;
    display: inline-flex;
    gap: 6px;
  }
  .steps .done .codicon {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .steps .under-way {
    font-weight: 600;
  }
  .steps .to-come {
    color: var(--vscode-descriptionForeground);
  }
  .cards {
    display: grid;
    gap: 10px;
    grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr));
    margin-bottom: 10px;
  }
  .card {
    background: var(--vscode-editorWidget-background, transparent);
    border: ${box};
    border-radius: 6px;
    min-width: 0;
    padding: 10px 12px;
  }
  .card header {
    align-items: center;
    display: flex;
    gap: 8px;
  }
  .card h3 {
    flex: 1;
    font-size: 1em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .swatch {
    background: var(--swatch);
    border-radius: 2px;
    flex: none;
    height: 10px;
    width: 10px;
  }
  .badge {
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 9px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    font-size: 0.85em;
    padding: 1px 8px;
    white-space: nowrap;
  }
  .share {
    background: color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
    border-radius: 3px;
    height: 6px;
    margin: 8px 0 4px;
    outline: 1px solid var(--vscode-contrastBorder, transparent);
    overflow: hidden;
  }
  .share .bar {
    background: var(--vscode-charts-blue, var(--vscode-textLink-foreground));
    display: block;
    height: 100%;
    /* One that gets little is still seen to get some. */
    min-width: calc(min(var(--share), 0.01) * 100%);
    width: calc(var(--share) * 100%);
  }
  .card dl {
    display: grid;
    gap: 8px 12px;
    grid-template-columns: repeat(auto-fill, minmax(88px, 1fr));
    margin: 10px 0 0;
  }
  .card dl div {
    min-width: 0;
  }
  .card dt {
    color: var(--vscode-descriptionForeground);
    font-size: 0.9em;
  }
  .card dd {
    align-items: center;
    display: flex;
    font-size: 1.15em;
    gap: 4px;
    margin: 0;
    white-space: nowrap;
  }
  .card .bad dd {
    font-weight: 600;
  }
  .card .bad .codicon {
    color: var(--vscode-errorForeground);
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    border-bottom: ${border};
    padding: 4px 12px 4px 0;
    text-align: left;
    vertical-align: top;
    white-space: nowrap;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
    font-weight: 400;
  }
  td.why {
    min-width: 160px;
    white-space: normal;
    width: 100%;
  }
  td.why .codicon {
    margin-right: 5px;
    vertical-align: text-bottom;
  }
  td.row-actions {
    padding: 1px 0;
  }
  .standing {
    align-items: center;
    display: inline-flex;
    gap: 5px;
  }
  .standing.healthy .codicon {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .standing.failed .codicon,
  .standing.bad .codicon {
    color: var(--vscode-errorForeground);
  }
`;
