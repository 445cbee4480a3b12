import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import { html, LitElement, nothing } from 'lit';
import { hasRows, inferenceBody, type TensorText } from '../../schemas/protocol/inference-request.ts';
import type {
  DeploymentSignature,
  DeploymentStrings,
  TestAnswer,
} from '../../schemas/protocol/views/deployment.ts';
import { formatDuration } from '../shared/format.ts';
import { icon, sharedStyles } from '../shared/styles.ts';
import { fill } from '../shared/text.ts';
import { formProblem, prettyBody, rawProblem, startingTensors, withRow } from './form-model.ts';
import { renderTensor, type TensorChange } from './tensor-fields.ts';
import { testRequestStyles } from './test-request-styles.ts';

/** What was typed: kept over a reload. */
export interface TypedRequest {
  tensors: TensorText[];
  /** As JSON; null: in the form. */
  raw: string | null;
}

export interface TestRequestEvents {
  'request-typed': TypedRequest;
  'request-send': { body: string };
  'request-copy': { kind: 'copy-curl' | 'copy-python'; body: string };
}

/** A request to what is live, from a form made of its signature or as JSON, and what came back. */
export class TestRequest extends LitElement {
  static override styles = [...sharedStyles, testRequestStyles];
  static override properties = {
    signature: { attribute: false },
    strings: { attribute: false },
    typed: { attribute: false },
    sending: { attribute: false },
    answer: { attribute: false },
    canSend: { attribute: false },
  };

  declare signature: DeploymentSignature;
  declare strings: DeploymentStrings;
  typed: TypedRequest = { tensors: [], raw: null };
  sending = false;
  answer: TestAnswer | null = null;
  canSend = false;

  override focus(): void {
    const field = this.renderRoot.querySelector<HTMLElement>(
      'vscode-textfield, vscode-textarea, vscode-single-select',
    );
    field?.focus();
  }

  protected override render() {
    const { strings, typed } = this;
    const tensors = this.tensors();
    const isForm = typed.raw === null;
    const problem = this.problem(tensors);
    return html`<div class="modes" role="group" aria-label=${strings.test}>
        <button class="tool bordered" aria-pressed=${isForm} @click=${() => this.tell('request-typed', { tensors, raw: null })}>
          ${strings.form}
        </button>
        <button class="tool bordered" aria-pressed=${!isForm} @click=${() => this.toRaw(tensors)}>${strings.raw}</button>
      </div>
      <div class="exchange">
        <div class="question" @keydown=${this.onKey}>
          ${isForm ? this.renderForm(tensors) : this.renderRaw(typed.raw ?? '')}
          ${problem === null ? nothing : html`<div class="problem" role="alert">${icon('error')}${problem}</div>`}
          <div class="actions">
            <button
              class="primary"
              ?disabled=${problem !== null || this.sending || !this.canSend}
              @click=${() => this.send()}
            >
              ${icon(this.sending ? 'loading codicon-modifier-spin' : 'send')}${this.sending ? strings.sending : strings.send}
            </button>
            ${this.renderCopy('copy-curl', strings.copyCurl, problem)}
            ${this.renderCopy('copy-python', strings.copyPython, problem)}
          </div>
        </div>
        <div class="answer" role="status">${this.renderAnswer()}</div>
      </div>`;
  }

  private renderForm(tensors: readonly TensorText[]) {
    const { inputs } = this.signature;
    const onChange = (change: TensorChange) =>
      this.tell('request-typed', { tensors: change(tensors), raw: null });
    return html`${inputs.map((field) => renderTensor(field, inputs, tensors, this.strings, onChange))}
      ${
        inputs.some(hasRows)
          ? html`<button class="tool" @click=${() => onChange((all) => withRow(inputs, all))}>
            ${icon('add')}${this.strings.addRow}
          </button>`
          : nothing
      }`;
  }

  private renderRaw(raw: string) {
    return html`<vscode-textarea
      class="raw mono"
      monospace
      resize="vertical"
      rows="10"
      label=${this.strings.raw}
      .value=${raw}
      @input=${(event: Event) =>
        this.tell('request-typed', { ...this.typed, raw: (event.target as HTMLTextAreaElement).value })}
    ></vscode-textarea>`;
  }

  private renderCopy(kind: TestRequestEvents['request-copy']['kind'], label: string, problem: string | null) {
    return html`<button
      class="tool"
      ?disabled=${problem !== null}
      @click=${() => this.tell('request-copy', { kind, body: this.body() })}
    >
      ${icon('copy')}${label}
    </button>`;
  }

  private renderAnswer() {
    const { answer, strings } = this;
    if (answer === null) return nothing;
    if (answer.kind === 'problem') return html`<div class="problem">${icon('error')}${answer.message}</div>`;
    const isGood = answer.status >= 200 && answer.status < 300;
    return html`<div class="status ${isGood ? 'good' : 'problem'}">
        ${icon(isGood ? 'pass' : 'error')}${fill(strings.answered, answer.status, formatDuration(answer.durationMs))}
      </div>
      <pre class="mono" tabindex="0">${prettyBody(answer.body)}</pre>`;
  }

  private tensors(): TensorText[] {
    return startingTensors(this.signature.inputs, this.typed.tensors);
  }

  private problem(tensors: readonly TensorText[]): string | null {
    const { typed, strings } = this;
    return typed.raw === null
      ? formProblem(this.signature.inputs, tensors, strings)
      : rawProblem(typed.raw, strings);
  }

  private body(): string {
    return this.typed.raw ?? inferenceBody(this.signature.inputs, this.tensors());
  }

  private toRaw(tensors: TensorText[]): void {
    if (this.typed.raw !== null) return;
    this.tell('request-typed', { tensors, raw: inferenceBody(this.signature.inputs, tensors) });
  }

  private send(): void {
    if (this.sending || !this.canSend || this.problem(this.tensors()) !== null) return;
    this.tell('request-send', { body: this.body() });
  }

  /** Ctrl+Enter sends from any field; Enter alone from those of one line. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const isLine = (event.target as HTMLElement).localName === 'vscode-textfield';
    if (event.key === 'Enter' && (isLine || event.ctrlKey || event.metaKey)) this.send();
  };

  private tell<N extends keyof TestRequestEvents>(name: N, detail: TestRequestEvents[N]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define('slipway-test-request', TestRequest);
