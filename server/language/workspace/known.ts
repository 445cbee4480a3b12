/**
 * What is to be found outside the texts at hand: there with its value, certainly not there, or not to be told now (a
 * registry that is offline, a file that cannot be read). Nothing is ever reported about the unknown.
 */
export type Known<T> = { state: 'known'; value: T } | { state: 'absent' } | { state: 'unknown' };

export const unknown = { state: 'unknown' } as const;
export const absent = { state: 'absent' } as const;

export function known<T>(value: T): Known<T> {
  return { state: 'known', value };
}
