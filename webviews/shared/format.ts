import type { MetricValue } from '../../schemas/protocol/tracking.ts';

const shownDigits = 5;

/**
 * A metric for a narrow cell: at most five significant digits, exact where that is short enough. A value that
 * was rounded never looks exact: 0.99999999 is `1.00000`, not `1`.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const exact = String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e12) return minus(exact);
  if (exact.length <= shownDigits + 3 && !exact.includes('e')) return minus(exact);
  if (size < 1e-3 || size >= 1e7) return minus(shorten(value.toExponential(shownDigits - 2)));
  // One decimal stays, so that a rounded value does not look like a whole number.
  return minus(size >= 1000 ? value.toFixed(1) : shorten(value.toPrecision(shownDigits)));
}

export function formatMetric(value: MetricValue): string {
  return formatNumber(Number(value));
}

/** A span of time in the two largest units that matter: `4.21 s`, `3m 12s`, `2h 05m`, `3d 04h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 0) return `−${formatDuration(-milliseconds)}`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(2)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  return `${Math.floor(minutes / 1440)}d ${two(Math.floor(minutes / 60) % 24)}h`;
}

/** A duration without the parts that are nothing: `0`, `−40 s`, `−2m`, `1h 30m`. */
export function shortDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0';
  return formatDuration(milliseconds).replace(/([mh]) 00[sm]$|\.00( s)$/, '$1$2');
}

/** Bytes in binary units: `512 B`, `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

let dateFormat: Intl.DateTimeFormat | undefined;

/** Date and time in the editor's language, to the second. */
export function formatTime(timestamp: number): string {
  dateFormat ??= new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
  return dateFormat.format(timestamp);
}

function minus(digits: string): string {
  return digits.replace('-', '−').replace('e−', 'e-').replace('e+', 'e');
}

/** Drops trailing zeros, unless nothing but zeros would be left after the point of a rounded number. */
function shorten(digits: string): string {
  const [mantissa = digits, exponent] = digits.split('e');
  const trimmed = mantissa.replace(/(\.\d*?[1-9])0+$/, '$1');
  return exponent === undefined ? trimmed : `${trimmed}e${exponent}`;
}
