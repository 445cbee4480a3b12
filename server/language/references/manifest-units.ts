import { posix } from 'node:path';
import { joinLocation } from '../../manifests/dvc/location.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import { lettersOf, MentionCollector } from './collector.ts';
import { mentionExpressions } from './expression-mentions.ts';
import { part, type Role, type TextPiece, type Unit } from './mention.ts';
import { fileSymbol, type ManifestSymbol, type SymbolKind } from './symbol.ts';

/**
 * What slipway.yaml, a model manifest or a data contract names.
 * @param whole as of `MentionCollector`
 */
export function manifestUnit(document: ManifestDocument, whole: TextPiece | null): Unit {
  const collector = new MentionCollector(document, whole);
  if (document.kind === 'workspace') mentionWorkspace(collector);
  if (document.kind === 'model') mentionModel(collector);
  if (document.kind === 'data') mentionContract(collector);
  return collector.unit();
}

function symbolIn(kind: SymbolKind, scope: string): (name: string) => ManifestSymbol {
  return (name) => ({ kind, scope, name });
}

function mentionWorkspace(collector: MentionCollector): void {
  const path = pathsOf(collector);
  for (const [key, kind] of [
    ['trackers', 'tracker'],
    ['executors', 'executor'],
    ['targets', 'target'],
  ] as const)
    for (const { pair, place } of collector.document.yaml.pairsAt([key]))
      collector.name({ node: pair.key, place }, 'definition', symbolIn(kind, ''));
  collector.name(collector.find('tracker'), 'reference', symbolIn('tracker', ''));
  for (const schedule of collector.items(collector.find('schedules'))) {
    collector.name(collector.entry(schedule, 'name'), 'definition', symbolIn('schedule', ''));
    const pipeline = collector.entry(schedule, 'pipeline');
    path(pipeline);
    const file = joinLocation(collector.folder, String(collector.scalar(pipeline)?.node.value ?? 'dvc.yaml'));
    for (const stage of collector.items(collector.entry(schedule, 'stages')))
      mentionStageName(stage, file, collector);
    const trigger = collector.entry(schedule, 'on');
    path(collector.entry(trigger, 'arrives'));
    for (const item of collector.items(collector.entry(trigger, 'changes'))) path(item);
  }
  for (const rate of collector.items(collector.find('rates')))
    collector.name(collector.entry(rate, 'machine'), 'reference', symbolIn('executor', ''), { isHint: true });
  path(collector.find('identity', 'signers'));
}

function mentionModel(collector: MentionCollector): void {
  const { location } = collector.document;
  const path = pathsOf(collector);
  collector.name(collector.find('name'), 'definition', symbolIn('model', ''));
  path(collector.find('artifact'));
  for (const key of ['contract', 'train', 'evaluation']) path(collector.find('data', key));
  for (const { key } of collector.entries(collector.find('data')))
    collector.name(key, 'definition', symbolIn('dataset', location));
  const datasets = [collector.find('deploy', 'warmup', 'from')];
  for (const monitor of collector.items(collector.find('monitors')))
    datasets.push(collector.entry(monitor, 'reference'));
  for (const dataset of datasets)
    collector.name(dataset, 'reference', symbolIn('dataset', location), { isHint: true });
  mentionStageName(collector.find('evaluate', 'stage'), null, collector);
  for (const [key, kind] of [
    ['gates', 'gate'],
    ['monitors', 'monitor'],
  ] as const)
    for (const item of collector.items(collector.find(key)))
      collector.name(collector.entry(item, 'name'), 'definition', symbolIn(kind, location));
  collector.name(collector.find('deploy', 'target'), 'reference', symbolIn('target', ''));
  collector.name(collector.find('deploy', 'alias'), 'definition', symbolIn('alias', location));
  mentionExpressions(collector);
  path(collector.find('retrain', 'pipeline'));
  collector.name(collector.find('retrain', 'executor'), 'reference', symbolIn('executor', ''));
  const contract = collector.scalar(collector.find('data', 'contract'))?.node.value;
  if (contract === undefined) return;
  const scope = joinLocation(collector.folder, String(contract));
  for (const tensor of collector.items(collector.find('signature', 'inputs')))
    for (const column of collector.items(collector.entry(tensor, 'columns')))
      collector.name(column, 'reference', symbolIn('field', scope));
}

function mentionContract(collector: MentionCollector): void {
  const { location } = collector.document;
  const path = pathsOf(collector);
  const names = (placed: Placed | null, kind: SymbolKind, role: Role = 'reference') => {
    for (const item of placed?.node.kind === 'sequence' ? collector.items(placed) : [placed])
      collector.name(item, role, symbolIn(kind, location));
  };
  names(collector.find('name'), 'contract', 'definition');
  path(collector.find('path'));
  for (const field of collector.items(collector.find('schema', 'fields')))
    names(collector.entry(field, 'name'), 'field', 'definition');
  names(collector.find('schema', 'primaryKey'), 'field');
  for (const key of collector.items(collector.find('schema', 'uniqueKeys'))) names(key, 'field');
  for (const key of collector.items(collector.find('schema', 'foreignKeys')))
    names(collector.entry(key, 'fields'), 'field');
  for (const check of collector.items(collector.find('checks'))) {
    names(collector.entry(check, 'name'), 'check', 'definition');
    names(collector.entry(check, 'field'), 'field');
    names(collector.entry(check, 'fields'), 'field');
    path(collector.entry(check, 'with'));
  }
}

/** Paths of a manifest are from its own folder; patterns name no one file. */
function pathsOf(collector: MentionCollector): (placed: Placed | null) => void {
  const base = posix.dirname(collector.document.location);
  return (placed) => {
    const text = collector.scalar(placed)?.node.value;
    if (typeof text === 'string' && !/[*?[\]{}]/.test(text))
      collector.path(placed, 'reference', { use: 'other', base: null }, [base]);
  };
}

/** `train`, `train@a` or `sub/dvc.yaml:train`. `file`: of a name without one; null for the dvc.yaml beside the manifest. */
function mentionStageName(placed: Placed | null, file: string | null, collector: MentionCollector): void {
  const scalar = collector.scalar(placed);
  if (!scalar) return;
  const { start, end, writing } = lettersOf(scalar);
  const text = String(scalar.node.value);
  const [, named = '', name = ''] = /^(?:(.*):)?([^@]*)/s.exec(text) ?? [];
  const scope =
    named === '' ? (file ?? joinLocation(collector.folder, 'dvc.yaml')) : joinLocation('.', named);
  const from = start + (named === '' ? 0 : named.length + 1);
  const isWhole = from === start && from + name.length === end;
  if (named !== '')
    collector.add(scalar.place, {
      symbol: fileSymbol(scope),
      role: 'reference',
      start,
      end: start + named.length,
      writing: writing.form === 'fixed' ? writing : part,
      path: { use: 'other', base: '.' },
    });
  if (name === '') return;
  collector.add(scalar.place, {
    symbol: { kind: 'stage', scope, name },
    role: 'reference',
    start: from,
    end: from + name.length,
    writing: writing.form === 'fixed' || isWhole ? writing : part,
  });
}
