import type { Range } from 'vscode-languageserver-types';
import { isWithin } from '../../manifests/dvc/location.ts';
import type { Related } from '../lint/rule.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { type DataOuts, dataOuts } from './data-outs.ts';
import type { PipelineModel } from './pipeline-model.ts';
import { type OutClash, type PipelineProject, type ProjectStage, projectOf } from './project.ts';
import type { StageEntry } from './stage-entry.ts';
import { nameRange, outItem, outKeys, pathItems } from './stage-items.ts';

/** An out of a document that something else makes too, or that lies in or around what something else makes. */
export interface PlacedClash {
  kind: 'same' | 'within';
  range: Range;
  message: string;
  related: Related[];
}

/** Each place of the text once, however many stages a template stands for. */
export function clashesIn(folder: WorkspaceFolder, document: ManifestDocument): readonly PlacedClash[] {
  const project = projectOf(folder, document);
  const data = dataOuts(folder);
  const before = known.get(document);
  if (before?.project === project && before.data === data) return before.clashes;
  const model = folder.pipeline(document);
  const found = [
    ...project.clashes.flatMap((clash) => placeClash(project, document, clash) ?? []),
    ...ownRepeats(model),
    ...dataClashes(model, data),
  ];
  const clashes = [
    ...new Map(found.map((clash) => [JSON.stringify([clash.kind, clash.range]), clash])).values(),
  ];
  known.set(document, { project, data, clashes });
  return clashes;
}

interface KnownClashes {
  project: PipelineProject;
  data: DataOuts;
  clashes: readonly PlacedClash[];
}

/** Two rules ask one after the other. */
const known = new WeakMap<ManifestDocument, KnownClashes>();

function placeClash(
  project: PipelineProject,
  document: ManifestDocument,
  clash: OutClash,
): PlacedClash | null {
  const { location, address, other } = clash;
  const own = project.find(address);
  const second = project.find(other.address);
  if (!own || !second) return null;
  const [here, there] = [
    { member: own, location },
    { member: second, location: other.location },
  ];
  const isHere = ({ member }: typeof here) => member.model.document.location === document.location;
  // The one that stands second, unless that one is in another file.
  const [told, related] = isHere(here) ? [here, there] : [there, here];
  if (!isHere(told)) return null;
  const range = rangeOfOut(told.member, told.location);
  const relatedRange = rangeOfOut(related.member, related.location);
  const name = `"${related.member.stage.address}"`;
  const isSame = location === other.location;
  const message = isSame
    ? `${name} makes ${location} too`
    : told === here
      ? `${location} lies in ${other.location}, which ${name} makes`
      : `${location}, which ${name} makes, lies in it`;
  const isOther = JSON.stringify(range) !== JSON.stringify(relatedRange) || !isHere(related);
  return {
    kind: isSame ? 'same' : 'within',
    range,
    message,
    related: isOther
      ? [
          {
            location: related.member.model.document.location,
            range: relatedRange,
            message: `${name} makes ${related.location}`,
          },
        ]
      : [],
  };
}

function rangeOfOut({ stage, entry, model }: ProjectStage, location: string): Range {
  const { yaml } = model.document;
  const out = stage.outs.find((candidate) => candidate.location === location);
  const item = out && outItem(yaml, entry, stage, out);
  return item ? yaml.rangeOf(item.node, item.place) : nameRange(model, entry);
}

/** Of stages that name a path twice: they were not read. */
function ownRepeats(model: PipelineModel): PlacedClash[] {
  return model.entries
    .filter(({ fault }) => fault?.reason === 'repeated-path')
    .map((entry) => repeatOf(model, entry));
}

function repeatOf(model: PipelineModel, entry: StageEntry): PlacedClash {
  const { yaml, location } = model.document;
  const seen = new Map<string, Range>();
  for (const key of ['deps', ...outKeys] as const)
    for (const { text, node, place } of pathItems(yaml, entry, key)) {
      const range = yaml.rangeOf(node, place);
      const name = text.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
      const first = seen.get(name);
      if (first)
        return {
          kind: 'same',
          range,
          message: `${name} is named twice among the deps and outs of "${entry.name}"`,
          related: [{ location, range: first, message: 'it stands here already' }],
        };
      seen.set(name, range);
    }
  return { kind: 'same', range: nameRange(model, entry), message: entry.fault?.message ?? '', related: [] };
}

function dataClashes(model: PipelineModel, data: DataOuts): PlacedClash[] {
  if (data.isEmpty) return [];
  const { yaml } = model.document;
  return model.entries.flatMap((entry) =>
    entry.stages.flatMap((stage) =>
      stage.outs.flatMap((out): PlacedClash[] => {
        const holding = data.holding(out.location) ?? data.within(out.location);
        if (!holding) return [];
        const item = outItem(yaml, entry, stage, out);
        const range = item ? yaml.rangeOf(item.node, item.place) : nameRange(model, entry);
        const isSame = holding.location === out.location;
        const message = isSame
          ? `${holding.file} names ${out.location} too`
          : isWithin(out.location, holding.location)
            ? `${out.location} lies in ${holding.location}, which ${holding.file} names`
            : `${holding.location}, which ${holding.file} names, lies in it`;
        const start = { line: holding.line - 1, character: holding.column - 1 };
        const related = [{ location: holding.file, range: { start, end: start }, message: 'named here' }];
        return [{ kind: isSame ? 'same' : 'within', range, message, related }];
      }),
    ),
  );
}
