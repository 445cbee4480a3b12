import { join } from 'node:path';
import type { ConversionPrecision } from '../../schemas/protocol/conversion.ts';
import { conversionTags } from '../../schemas/protocol/conversion.ts';
import type { PythonEnvironment, StartContext } from '../../schemas/protocol/executions.ts';
import { type LaunchSite, shellWords, tracked } from '../executions/launch.ts';
import type { Launch } from '../executions/prepared.ts';
import { helpersFolder } from '../python/helpers-folder.ts';
import type { ConversionSubject } from './conversion-subject.ts';

export interface ConversionSettings {
  precision: ConversionPrecision;
  rtol: number | null;
  atol: number | null;
  /** Absolute path; null: the logged input example. */
  data: string | null;
}

/** The conversion as a command of the user's Python, tracked as a run in the experiment of the original's. */
export function conversionLaunch(
  site: LaunchSite,
  { python, env, context }: { python: PythonEnvironment; env: Record<string, string>; context: StartContext },
  { subject, settings }: { subject: ConversionSubject; settings: ConversionSettings },
): Launch {
  const { interpreter } = python;
  const started: StartContext = {
    ...context,
    autolog: false,
    metricFiles: [],
    runName: `convert ${subject.origin}`,
    tags: { ...context.tags, [conversionTags.from]: subject.uri },
    ...(subject.experimentName === null ? {} : { experimentName: subject.experimentName }),
  };
  return {
    kind: 'command',
    file: null,
    interpreter,
    terminalId: null,
    commandLine: site.redact(shellWords(['slipway', 'convert', subject.word])),
    context: started,
    recipe: null,
    command: (prepared) => ({
      argv: [
        interpreter,
        '-u',
        join(helpersFolder, 'convert_model.py'),
        ...['--model', subject.folder],
        ...['--origin', subject.uri],
        ...['--flavor', subject.flavor],
        ...['--precision', settings.precision],
        ...['--events', eventsFile(prepared.executionDir)],
        ...(settings.data === null ? [] : ['--data', settings.data]),
        ...(settings.rtol === null ? [] : ['--rtol', String(settings.rtol)]),
        ...(settings.atol === null ? [] : ['--atol', String(settings.atol)]),
      ],
      env: tracked(site, started, env, prepared),
    }),
  };
}

/** What the helper tells of itself. */
export function eventsFile(executionDir: string): string {
  return join(executionDir, 'conversion.jsonl');
}
