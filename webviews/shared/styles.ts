import codiconRules from '@vscode/codicons/dist/codicon.css';
import { css, html, type TemplateResult, unsafeCSS } from 'lit';

/** The icon classes, for shadow roots. The page itself loads the font, which shadow roots cannot declare. */
const codicons = unsafeCSS(codiconRules.replace(/@font-face\s*\{[^}]*\}/, ''));

export function icon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}

const base = css`
  :host {
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    font-weight: var(--vscode-font-weight);
  }
  * {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  a {
    color: var(--vscode-textLink-foreground);
    text-decoration: none;
  }
  a:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  h1,
  h2,
  h3 {
    font-weight: 600;
    margin: 0;
  }
  h1 {
    font-size: 1.3em;
  }
  h2 {
    font-size: 1.1em;
  }
  .muted {
    color: var(--vscode-descriptionForeground);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .mono {
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size);
  }
  .visually-hidden {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }
  .tool {
    align-items: center;
    background: transparent;
    border: 1px solid transparent;
    border-radius: 5px;
    color: var(--vscode-icon-foreground);
    cursor: pointer;
    display: inline-flex;
    font: inherit;
    gap: 4px;
    height: 24px;
    padding: 0 5px;
    white-space: nowrap;
  }
  .tool:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  .tool:active:not(:disabled) {
    background: var(--vscode-toolbar-activeBackground);
  }
  .tool.bordered {
    border-color: var(--vscode-settings-dropdownBorder, var(--vscode-contrastBorder));
  }
  .tool:disabled {
    cursor: default;
    opacity: 0.4;
  }
  .tool[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
    color: var(--vscode-inputOption-activeForeground);
  }
  .message {
    align-items: center;
    display: flex;
    flex-direction: column;
    gap: 10px;
    justify-content: center;
    margin: auto;
    max-width: 460px;
    padding: 24px;
    text-align: center;
  }
  .message > .codicon {
    color: var(--vscode-descriptionForeground);
    font-size: 40px;
  }
  .message.error > .codicon {
    color: var(--vscode-errorForeground);
  }
`;

export const sharedStyles = [codicons, base];

/** A page that is as tall as its editor and scrolls only in its parts. */
export const fullPage = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow: hidden;
  }
`;
