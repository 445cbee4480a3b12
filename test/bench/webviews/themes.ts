import { readFileSync } from 'node:fs';

export const themeNames = ['dark', 'light', 'hc-dark', 'hc-light'] as const;
export type ThemeName = (typeof themeNames)[number];

/** Class that VS Code puts on `body`. */
const bodyClass: Record<ThemeName, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'hc-dark': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light vscode-high-contrast',
};

/** Colours and fonts of a theme, as VS Code 1.139 gave them to a webview. */
export function theme(name: ThemeName): { bodyClass: string; properties: Record<string, string> } {
  const file = new URL(`./themes/${name}.json`, import.meta.url);
  return {
    bodyClass: bodyClass[name],
    properties: JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>,
  };
}
