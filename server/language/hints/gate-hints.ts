import type { InlayHint } from 'vscode-languageserver-types';
import type { GateResult, GateVerdict } from '../../../schemas/protocol/gates.ts';
import { type GateDeclaration, gatesOf } from '../model/gates.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { textOf } from '../yaml/reading.ts';

const words: Record<GateVerdict, string> = {
  passed: 'passed',
  failed: 'failed',
  unknown: 'unknown: it blocks',
  skipped: 'does not count',
};

/** Behind a gate: how it went when it was evaluated last. Of one that has been written anew since, nothing is known. */
export function gateHints({ providers }: WorkspaceFolder, document: ManifestDocument): InlayHint[] {
  const { yaml } = document;
  const model = textOf(yaml.find(['name']));
  const last = model ? providers.registry.lastGates(model.text) : null;
  if (last?.state !== 'known') return [];
  const { version, gates } = last.value;
  return gatesOf(document).flatMap((gate): InlayHint[] => {
    const result = gates.find((each) => isOf(each, gate));
    if (!result || !gate.expr) return [];
    const { node, place } = gate.at;
    const end = node.kind === 'map' && node.flow ? node : gate.expr.at.node;
    return [
      {
        position: yaml.rangeOf(end, place).end,
        label: `${words[result.verdict]} · version ${version}`,
        paddingLeft: true,
        ...(result.reason !== '' && { tooltip: result.reason }),
      },
    ];
  });
}

function isOf({ name, expr, when }: GateResult, gate: GateDeclaration): boolean {
  return name === gate.name?.text && expr === gate.expr?.text && when === (gate.when?.text ?? null);
}
