const bytesOf: Record<string, number> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const millisecondsOf: Record<string, number> = { ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 };

/** Bytes of a size with its unit, like `16GiB`; null for any other text. */
export function parseBytes(text: string): number | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([KMGT]i?B|B)$/.exec(text) ?? [];
  return amount === undefined ? null : Math.round(Number(amount) * (bytesOf[unit] ?? Number.NaN));
}

/** Milliseconds of a duration with its units, like `90s` or `1h30m`; null for any other text. */
export function parseDuration(text: string): number | null {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (millisecondsOf[unit] ?? Number.NaN),
    0,
  );
}

/** In the largest binary unit that leaves at least 1, with one decimal at most: `15.6 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Number((bytes / 2 ** (10 * power)).toFixed(1))} ${units[power]}`;
}

/** As `parseDuration` reads it: `1h30m`. */
export function formatDuration(milliseconds: number): string {
  let rest = milliseconds;
  const parts = Object.entries(millisecondsOf)
    .reverse()
    .flatMap(([unit, length]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return count > 0 ? [`${count}${unit}`] : [];
    });
  return parts.join('') || '0s';
}
