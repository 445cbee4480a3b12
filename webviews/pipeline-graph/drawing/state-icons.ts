import circleLarge from '@vscode/codicons/src/icons/circle-large.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import clockface from '@vscode/codicons/src/icons/clockface.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import file from '@vscode/codicons/src/icons/file.svg';
import layers from '@vscode/codicons/src/icons/layers.svg';
import lock from '@vscode/codicons/src/icons/lock.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import question from '@vscode/codicons/src/icons/question.svg';
import sync from '@vscode/codicons/src/icons/sync.svg';
import type { StageViewState } from '../../../schemas/protocol/pipelines.ts';

/** Codicons by name, for HTML; the same as in the tree. */
export const stateCodicons: Record<StageViewState, string> = {
  fresh: 'pass',
  stale: 'circle-large',
  queued: 'clockface',
  running: 'sync',
  failed: 'error',
  blocked: 'circle-slash',
  frozen: 'lock',
  unknown: 'question',
};

/** The same as outlines of 16 by 16, so that a saved drawing needs no font. */
export const stateOutlines: Record<StageViewState, string> = {
  fresh: outline(pass),
  stale: outline(circleLarge),
  queued: outline(clockface),
  running: outline(sync),
  failed: outline(error),
  blocked: outline(circleSlash),
  frozen: outline(lock),
  unknown: outline(question),
};

export const fileOutlines = { one: outline(file), several: outline(layers) };

/** Path data of all paths of an icon. */
function outline(source: string): string {
  return [...source.matchAll(/<path[^>]*? d="([^"]+)"/g)].map(([, data]) => data).join('');
}
