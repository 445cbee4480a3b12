import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** VS Code's chart colours in the order in which we use them; its orange is a translucent search highlight. */
const lineColours = [
  'charts-blue',
  'charts-yellow',
  'charts-green',
  'charts-purple',
  'charts-red',
  'terminal-ansiCyan',
] as const;
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [8, 3, 2, 3]];

export interface LineStyle {
  colour: string;
  /** Lengths of stroke and gap in CSS pixels; empty for a solid line. */
  dash: readonly number[];
}

/** Colours that a canvas needs as plain values, read from the theme. */
export interface Palette {
  foreground: string;
  muted: string;
  background: string;
  grid: string;
  selection: string;
  focus: string;
  font: string;
  lines: readonly string[];
}

export function readPalette(element: Element = document.body): Palette {
  const style = getComputedStyle(element);
  const value = (...names: string[]) => {
    for (const name of names) {
      const found = style.getPropertyValue(`--vscode-${name}`).trim();
      if (found !== '') return found;
    }
    return style.color;
  };
  return {
    foreground: value('editor-foreground', 'foreground'),
    muted: value('descriptionForeground', 'foreground'),
    background: value('editor-background'),
    grid: value('editorIndentGuide-background1', 'charts-lines', 'editorWidget-border', 'contrastBorder'),
    selection: value('editor-selectionBackground', 'focusBorder'),
    focus: value('focusBorder', 'contrastActiveBorder'),
    font: `11px ${style.getPropertyValue('--vscode-font-family') || 'sans-serif'}`,
    lines: lineColours.map((name) => value(name, 'foreground')),
  };
}

/** Colour first, then dash, so that 24 lines can be told apart, and by shape alone in high contrast. */
export function lineStyle(palette: Palette, index: number): LineStyle {
  return {
    colour: palette.lines[index % palette.lines.length] ?? palette.foreground,
    dash: dashes[Math.floor(index / palette.lines.length) % dashes.length] ?? [],
  };
}

/** Calls back after the theme has changed: VS Code rewrites the class of `body` and the style of `html`. */
export class ThemeController implements ReactiveController {
  private observer: MutationObserver | undefined;
  private readonly onChange: () => void;

  constructor(host: ReactiveControllerHost, onChange: () => void) {
    this.onChange = onChange;
    host.addController(this);
  }

  hostConnected(): void {
    this.observer = new MutationObserver(() => this.onChange());
    this.observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    this.observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
  }
}
