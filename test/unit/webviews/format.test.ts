import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../webviews/run/csv.ts';
import { plainOutput } from '../../../webviews/run/plain-output.ts';
import { formatBytes, formatDuration, formatNumber, shortDuration } from '../../../webviews/shared/format.ts';

describe('numbers in a narrow cell', () => {
  it.each([
    [0, '0'],
    [42, '42'],
    [1234567, '1234567'],
    [0.1, '0.1'],
    [0.123456789, '0.12346'],
    [-0.5, '−0.5'],
    [0.00012345678, '1.235e-4'],
    [123456.789, '123456.8'],
    [2.5e12, '2.5e12'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('never shows a rounded value as exact', () => {
    expect(formatNumber(0.9999999999)).toBe('1.0000');
    expect(formatNumber(1)).toBe('1');
    expect(formatNumber(9999.99999)).toBe('10000.0');
  });

  it('says what is not a number', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(formatNumber)).toEqual([
      'NaN',
      '∞',
      '−∞',
    ]);
  });
});

describe('spans and sizes', () => {
  it.each([
    [12, '12 ms'],
    [4210, '4.21 s'],
    [59_900, '1m 00s'],
    [192_000, '3m 12s'],
    [7_500_000, '2h 05m'],
    [273_600_000, '3d 04h'],
    [-5000, '−5.00 s'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('durations of an axis without the parts that are nothing', () => {
    const ticks = [0, 500, -5000, -40_000, -100_000, -120_000, 5_400_000, 7_200_000];
    expect(ticks.map(shortDuration)).toEqual([
      '0',
      '500 ms',
      '−5 s',
      '−40 s',
      '−1m 40s',
      '−2m',
      '1h 30m',
      '2h',
    ]);
  });

  it('bytes in binary units', () => {
    expect([512, 1536, 1_402_331].map(formatBytes)).toEqual(['512 B', '1.5 KiB', '1.3 MiB']);
  });
});

describe('output of a process as plain text', () => {
  it('leaves out colours and shows a progress bar in its last state', () => {
    expect(plainOutput('\u001b[32mok\u001b[0m\n 10%|#\r 60%|###\r100%|####\ndone\r\n')).toBe(
      'ok\n100%|####\ndone\n',
    );
  });
});

describe('tables of artifacts', () => {
  it('reads quotes, separators within them, and both line ends', () => {
    expect(parseCsv('a,b\r\n"x, ""y""",2\n"two\nlines",3')).toEqual([
      ['a', 'b'],
      ['x, "y"', '2'],
      ['two\nlines', '3'],
    ]);
  });

  it('takes tabs where the first line has them', () => {
    expect(parseCsv('a\tb\n1,5\t2')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
  });
});
