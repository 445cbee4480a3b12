import type { PipelineGraphStrings } from '../../schemas/protocol/views/pipeline-graph.ts';
import type { GraphModel } from './graph-model.ts';
import type { Selection } from './selection.ts';
import { toolbar } from './toolbar.ts';

/** What the toolbar asks of the view, besides what it changes in the model. */
export interface ToolbarActs {
  /** Something is searched for, or the next of what was found is looked at. */
  changed: () => void;
  copyMermaid: () => void;
  savePicture: (format: 'svg' | 'png') => void;
}

/** The toolbar over a graph as the model and the selection stand. */
export function graphToolbar(
  model: GraphModel,
  selection: Selection,
  strings: PipelineGraphStrings,
  { changed, copyMermaid, savePicture }: ToolbarActs,
) {
  const { choices, groups } = model;
  return toolbar({
    strings,
    search: selection.search,
    found: selection.found?.length ?? null,
    direction: choices.direction,
    showsFiles: choices.showsFiles,
    groups: groups.length,
    expanded: groups.filter((id) => choices.expanded.has(id)).length,
    onSearch: (text) => {
      selection.search = text;
      changed();
    },
    onStep: (by) => {
      selection.step(by);
      changed();
    },
    onDirection: (direction) => model.change({ direction }),
    onFiles: (showsFiles) => model.change({ showsFiles }),
    onExpandAll: (expand) => model.change({ expanded: new Set(expand ? groups : []) }),
    onMermaid: copyMermaid,
    onPicture: savePicture,
  });
}
