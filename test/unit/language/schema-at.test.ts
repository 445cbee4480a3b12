import { describe, expect, it } from 'vitest';
import { schemaAt } from '../../../server/language/schema/schema-at.ts';

describe('what the schema says of a place', () => {
  it('names the keys of the file, in the order of the schema, and which must be there', () => {
    const top = schemaAt('workspace', []);
    expect(top?.keys.slice(0, 4)).toEqual(['slipway', 'tracker', 'trackers', 'executors']);
    expect(top?.requiredKeys).toEqual(['slipway']);
    expect(top?.takesOtherKeys).toBe(false);
  });

  it('follows references through names and lists', () => {
    const reach = schemaAt('workspace', ['schedules', 0, 'reach']);
    expect(reach?.values).toEqual(['upstream', 'only', 'downstream']);
    expect(reach?.default).toBe('upstream');
    expect(reach?.description).toContain('Besides the stages named');
  });

  it('says in words what a value must be', () => {
    expect(schemaAt('workspace', ['targets', 'live', 'port'])?.expected).toBe(
      'a whole number from 0 to 65535',
    );
    expect(schemaAt('workspace', ['targets', 'live', 'memory'])?.expected).toBe(
      'a size with its unit, like 16GiB',
    );
  });

  it('offers the keys of the kind that the text names, and those of every kind before it names one', () => {
    const keys = (target: unknown) =>
      schemaAt('workspace', ['targets', 'live'], { targets: { live: target } })?.keys;
    expect(keys({ kind: 'gitops' })).toContain('repository');
    expect(keys({ kind: 'gitops' })).not.toContain('port');
    expect(keys(null)).toEqual(expect.arrayContaining(['kind', 'port', 'repository']));
    expect(keys({ memory: '4GiB' })).toEqual(expect.arrayContaining(['kind', 'port', 'repository']));
  });

  it('has both of two alternatives, and true and false of a boolean', () => {
    const gpus = schemaAt('workspace', ['executors', 'local', 'gpus']);
    expect(gpus?.values).toEqual(['auto']);
    expect(gpus?.types).toEqual(['integer']);
    expect(schemaAt('workspace', ['schedules', 0, 'off_peak'])?.values).toEqual([true, false]);
  });

  it('knows of no schema for params', () => {
    expect(schemaAt('params', [])).toBeNull();
  });
});
