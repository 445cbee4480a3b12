import { html, nothing, type TemplateResult } from 'lit';
import { type Run, runTags } from '../../schemas/protocol/tracking.ts';
import type { RunAction, RunStrings } from '../../schemas/protocol/views/run.ts';
import { formatDuration, formatTime } from '../shared/format.ts';
import { icon } from '../shared/styles.ts';

interface Fact {
  label: string;
  text: string;
  mono?: boolean;
  /** Can be copied by a button. */
  copied?: boolean;
  note?: string;
}

/** Where the run came from: code, command, machine, time. What is not known is left out. */
export function renderFacts(run: Run, strings: RunStrings, act: (action: RunAction) => void): TemplateResult {
  return html`<dl>
    ${facts(run, strings)
      .filter((fact) => fact.text !== '')
      .map(
        (fact) => html`<dt>${fact.label}</dt>
          <dd class=${fact.mono ? 'mono' : ''}>
            <span title=${fact.text}>${fact.text}</span>${fact.note === undefined ? nothing : html`<span class="badge">${fact.note}</span>`}${
              fact.copied
                ? html`<button
                  class="tool"
                  title=${strings.copy}
                  aria-label=${strings.copy}
                  @click=${() => act({ kind: 'copy', text: fact.text })}
                >
                  ${icon('copy')}
                </button>`
                : nothing
            }
          </dd>`,
      )}
  </dl>`;
}

function facts({ info, tags }: Run, strings: RunStrings): Fact[] {
  const tag = (key: string) => tags[key] ?? '';
  const end = info.endTime ?? (info.status === 'RUNNING' ? Date.now() : null);
  const time = (at: number | null) => (at === null ? '' : formatTime(at));
  const duration = info.startTime === null || end === null ? '' : formatDuration(end - info.startTime);
  return [
    { label: strings.started, text: time(info.startTime) },
    { label: strings.ended, text: time(info.endTime) },
    { label: strings.duration, text: duration },
    { label: strings.exitCode, text: tag(runTags.exitCode) },
    { label: strings.source, text: tag(runTags.sourceName), mono: true },
    { label: strings.command, text: tag(runTags.command), mono: true, copied: true },
    {
      label: strings.commit,
      text: tag(runTags.commit),
      mono: true,
      copied: true,
      ...(tag(runTags.dirty) === 'true' && { note: strings.dirty }),
    },
    { label: strings.branch, text: tag(runTags.branch), mono: true },
    { label: strings.repository, text: tag(runTags.repository), mono: true },
    { label: strings.python, text: tag(runTags.pythonVersion) },
    { label: strings.machine, text: tag(runTags.machine) },
    { label: strings.user, text: info.userId },
    { label: strings.runId, text: info.runId, mono: true, copied: true },
  ];
}
