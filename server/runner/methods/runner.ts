import type { RunnerInfo, RunnerRequests } from '../../../schemas/protocol/runner.ts';
import { atLogin, startAtLogin, startAtLoginNoMore } from '../../discovery/at-login/at-login.ts';
import type { FolderState } from '../../discovery/state-folder.ts';
import type { Executions } from '../../executions/executions.ts';
import type { MethodsOf } from '../session.ts';

/** The answer is on its way by then: writing it takes a turn or two of the event loop. */
const answerMs = 20;

export function runnerMethods(
  state: FolderState,
  info: () => RunnerInfo,
  executions: Executions,
  stop: (reason: string) => void,
): MethodsOf<RunnerRequests> {
  return {
    'runner/info': async () => ({
      ...info(),
      uptimeMs: Math.round(process.uptime() * 1000),
      rssBytes: process.memoryUsage.rss(),
      live: executions.liveCount,
    }),
    'runner/stop': async (params) => {
      setTimeout(stop, answerMs, params.reason);
      return null;
    },
    'runner/atLogin': async ({ set }) => {
      if (set === null) return atLogin(state);
      return set ? startAtLogin(state) : startAtLoginNoMore(state);
    },
  };
}
