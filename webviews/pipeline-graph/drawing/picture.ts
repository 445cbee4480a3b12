import { arrowHead } from './graph-drawing.ts';
import { graphStyles, toneStyles } from './graph-styles.ts';
import { resolveVariables } from './resolve-variables.ts';
import { svg } from './svg.ts';
import type { Size } from './viewport.ts';

const margin = 20;
/** Browsers refuse larger canvases. */
const mostPixels = 16_000;

/** The drawing as an SVG file that needs no stylesheet and no font of ours. */
export function svgText({ content, size }: { content: SVGGElement; size: Size }, themed: Element): string {
  const width = Math.ceil(size.width) + 2 * margin;
  const height = Math.ceil(size.height) + 2 * margin;
  const values = getComputedStyle(themed);
  const rules = resolveVariables(`${toneStyles.cssText}${graphStyles.cssText}`, (name) =>
    values.getPropertyValue(name).trim(),
  );
  content.setAttribute('transform', `translate(${margin} ${margin})`);
  const root = svg(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
    svg('style', {}, rules),
    svg('defs', {}, arrowHead()),
    svg('rect', {
      width,
      height,
      fill: values.getPropertyValue('--vscode-editor-background').trim() || 'none',
    }),
    content,
  );
  return new XMLSerializer().serializeToString(root);
}

/** A picture as the bytes of a PNG in base64, twice as fine as the screen where that is possible. */
export async function pngData(picture: string, size: Size): Promise<string> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([picture], { type: 'image/svg+xml' }));
  try {
    await image.decode();
    const scale = Math.min(2, mostPixels / Math.max(size.width, size.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round((size.width + 2 * margin) * scale);
    canvas.height = Math.round((size.height + 2 * margin) * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png').replace(/^data:[^,]*,/, '');
  } finally {
    URL.revokeObjectURL(image.src);
  }
}
