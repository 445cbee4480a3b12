import { ignoredPaths } from '../../pipeline/ignored-paths.ts';
import { projectRoot } from '../../pipeline/project.ts';
import { nameRange, outItem } from '../../pipeline/stage-items.ts';
import type { Rule } from '../rule.ts';

export const ignoredOut: Rule = {
  code: 'SW123',
  name: 'ignored-out',
  severity: 'error',
  summary: 'An out is left out by `.dvcignore`.',
  description:
    'DVC neither hashes nor caches what `.dvcignore` names, so that it cannot tell whether the stage made it. Let the stage write elsewhere, or change the pattern.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const model = folder.pipeline(document);
    const isIgnored = ignoredPaths(folder, projectRoot(folder, document));
    for (const entry of model.entries) {
      const told = new Set<unknown>();
      for (const stage of entry.stages)
        for (const out of stage.outs) {
          if (!isIgnored(out.location)) continue;
          const item = outItem(document.yaml, entry, stage, out);
          if (item && told.has(item.node)) continue;
          told.add(item?.node);
          const range = item ? document.yaml.rangeOf(item.node, item.place) : nameRange(model, entry);
          report(range, `${out.path} is ignored by .dvcignore`);
        }
    }
  },
  examples: {
    wrong: [
      {
        title: 'A folder that is ignored',
        files: {
          '.dvcignore': 'tmp/\n',
          'dvc.yaml': `stages:
  make:
    cmd: make
    outs: [tmp/model.pkl, model.pkl]
#          ^^^^^^^^^^^^^ ignored by .dvcignore
`,
        },
      },
      {
        title: 'A pattern of a sub-folder',
        files: {
          'sub/.dvcignore': '*.log\n',
          'sub/dvc.yaml': `stages:
  make:
    cmd: make
    outs: [a.log]
#          ^^^^^ ignored by .dvcignore
`,
        },
      },
    ],
    right: [
      {
        title: 'A pattern that is taken back',
        files: {
          '.dvcignore': '*.log\n!keep.log\n',
          'dvc.yaml': 'stages:\n  make: {cmd: make, outs: [keep.log]}\n',
        },
      },
    ],
  },
};
