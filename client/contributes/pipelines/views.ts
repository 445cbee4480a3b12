import type { ViewContribution, WelcomeContribution } from '../types.ts';

export const pipelinesViews = {
  'slipway.pipelines': { name: 'Pipelines', container: 'slipway', icon: 'client/media/activity-bar.svg' },
} as const satisfies Record<`slipway.${string}`, ViewContribution>;

export const pipelinesWelcomes: WelcomeContribution[] = [
  {
    view: 'slipway.pipelines',
    when: 'workspaceFolderCount == 0',
    contents: 'Open a folder to run the pipelines of its dvc.yaml.',
  },
  {
    view: 'slipway.pipelines',
    when: 'isWorkspaceTrusted && slipway.pipelinesState == none',
    contents:
      'No dvc.yaml in this folder. It names stages, what each runs, reads and writes; Slipway runs them in order, in parallel, and only those whose inputs have changed.\n[Create Pipeline](command:slipway.createPipeline)\nHave a notebook or a run already? [Turn the notebook](command:slipway.notebookToStage) or [the run](command:slipway.runToStage) into a stage.\n[How a dvc.yaml Is Written](https://dvc.org/doc/user-guide/project-structure/dvcyaml-files)',
  },
  {
    view: 'slipway.pipelines',
    when: '!isWorkspaceTrusted && slipway.pipelinesState == none',
    contents: 'No dvc.yaml in this folder.',
  },
];
