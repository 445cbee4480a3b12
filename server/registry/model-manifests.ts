import type { ModelManifestView } from '../../schemas/protocol/registry.ts';
import { gatesOf } from '../language/model/gates.ts';
import type { ManifestDocument } from '../language/workspace/manifest-document.ts';
import { textOf } from '../language/yaml/reading.ts';
import { openFolder } from '../workspace-facts/open-folder.ts';

/** The model manifests below a folder that name their model, with their gates; what is only half written is left out. */
export function modelManifests(folder: string): ModelManifestView[] {
  return openFolder(folder)
    .folder.documentsOf('model')
    .flatMap((document) => manifestView(document) ?? []);
}

function manifestView(document: ManifestDocument): ModelManifestView | null {
  const { yaml, location } = document;
  const model = textOf(yaml.find(['name']))?.text;
  if (model === undefined) return null;
  const key = yaml.findPair(['gates']);
  return {
    file: location,
    model,
    gatesLine: key && yaml.rangeOf(key.pair.key, key.place).start.line + 1,
    gates: gatesOf(document).flatMap(({ at, name, expr }) =>
      name === null || expr === null
        ? []
        : [
            {
              name: name.text,
              expr: expr.text,
              line: yaml.rangeOf(at.node, at.place).start.line + 1,
            },
          ],
    ),
  };
}
