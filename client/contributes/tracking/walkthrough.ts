import type { WalkthroughContribution } from '../types.ts';

export const trackingWalkthroughs = {
  firstRun: {
    title: 'Your first tracked run',
    description: 'From a script that is already there to a run you can compare, in four steps.',
    steps: {
      start: {
        title: 'Run a script, as it is',
        description:
          'Open a Python file or a notebook and run it as a tracked run. Nothing to install, no account, no line changed.\n[Run Python File as Tracked Run](command:slipway.runPythonFile)',
        picture: 'start.svg',
        pictureDescription: 'An editor with a script and a run that starts from it.',
        completionEvents: [
          'onCommand:slipway.runPythonFile',
          'onCommand:slipway.runNotebook',
          'onCommand:slipway.runCommand',
        ],
      },
      watch: {
        title: 'Watch it live',
        description:
          'The Runs view shows its state and headline metric while it trains. Close the window: it goes on, and is there when you return.\n[Open Runs](command:slipway.runs.focus)',
        picture: 'watch.svg',
        pictureDescription: 'A run in the Runs view with a metric that falls.',
        completionEvents: ['onView:slipway.runs'],
      },
      compare: {
        title: 'Compare runs',
        description:
          'Select runs to see which parameters differ, with their metric curves over one another.\n[Open Runs Table](command:slipway.openRunsTable)',
        picture: 'compare.svg',
        pictureDescription: 'Two metric curves over one another.',
        completionEvents: ['onCommand:slipway.openRunsTable', 'onCommand:slipway.compareRuns'],
      },
      terminal: {
        title: 'Stay in the terminal',
        description:
          'In a tracked terminal each command you start is a run. The `slipway` command does the same in any terminal and in CI.\n[New Tracked Terminal](command:slipway.newTrackedTerminal)',
        picture: 'terminal.svg',
        pictureDescription: 'A terminal whose commands are recorded.',
        completionEvents: ['onCommand:slipway.newTrackedTerminal'],
      },
    },
  },
} as const satisfies Record<string, WalkthroughContribution>;
