import type { ScheduleDeclaration } from '../../manifests/workspace/workspace-manifest.ts';
import { stageNames } from '../schedule-plan.ts';

/** The command line that does what the schedule does. */
export function runWords(declaration: ScheduleDeclaration): string[] {
  const { reach, jobs, keepGoing, set } = declaration;
  return [
    'slipway',
    'run',
    ...stageNames(declaration),
    ...(reach === 'upstream' ? [] : [`--${reach}`]),
    ...(jobs === null ? [] : ['--jobs', String(jobs)]),
    ...(keepGoing ? ['--keep-going'] : []),
    ...set.flatMap((param) => ['--set', param]),
  ];
}

/** Quoted as a POSIX shell needs it. */
export function shellLine(words: string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
