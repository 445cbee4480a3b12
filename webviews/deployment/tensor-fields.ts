import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { TensorField } from '../../schemas/protocol/deployments.ts';
import { hasRows, layoutOf, type TensorText } from '../../schemas/protocol/inference-request.ts';
import type { DeploymentStrings } from '../../schemas/protocol/views/deployment.ts';
import { icon } from '../shared/styles.ts';
import { elementMessage, splitList, withoutRow } from './form-model.ts';

export type TensorChange = (tensors: readonly TensorText[]) => TensorText[];

/** The fields of one input: a row of them for each row of a batch, or one for all its elements. */
export function renderTensor(
  field: TensorField,
  inputs: readonly TensorField[],
  tensors: readonly TensorText[],
  strings: DeploymentStrings,
  onChange: (change: TensorChange) => void,
): TemplateResult {
  const layout = layoutOf(field);
  const elements = tensors.find(({ name }) => name === field.name)?.elements ?? [];
  const set = (changed: string[]) =>
    onChange((all) =>
      all.map((tensor) => (tensor.name === field.name ? { ...tensor, elements: changed } : tensor)),
    );
  const head = html`<legend>
    ${field.name} <span class="muted mono">${field.datatype} [${field.shape.join(', ')}]</span>
  </legend>`;
  if (layout.kind === 'raw') return html`<fieldset>${head}</fieldset>`;
  if (layout.kind === 'list')
    return html`<fieldset>
      ${head}
      <vscode-textarea
        monospace
        resize="vertical"
        rows="4"
        label=${field.name}
        .value=${elements.join(', ')}
        @change=${(event: Event) => set(splitList((event.target as HTMLTextAreaElement).value))}
      ></vscode-textarea>
    </fieldset>`;
  const { columns } = layout;
  const rows = Math.max(1, Math.ceil(elements.length / columns.length));
  const isBatch = hasRows(field);
  return html`<fieldset>
    ${head}
    ${Array.from({ length: rows }, (_, row) => {
      return html`<div class="row">
        ${columns.map((column, at) => {
          const index = row * columns.length + at;
          return html`<label class="element">
            <span class="muted">${column}</span>
            ${renderElement(field.datatype, column, elements[index] ?? '', strings, (value) =>
              set(elements.with(index, value)),
            )}
          </label>`;
        })}
        ${
          isBatch && rows > 1
            ? html`<button
              class="tool"
              title=${strings.removeRow}
              aria-label="${strings.removeRow} ${row + 1}"
              @click=${() => onChange((all) => withoutRow(inputs, all, row))}
            >
              ${icon('trash')}
            </button>`
            : nothing
        }
      </div>`;
    })}
  </fieldset>`;
}

function renderElement(
  datatype: string,
  label: string,
  value: string,
  strings: DeploymentStrings,
  onInput: (value: string) => void,
): TemplateResult {
  const take = (event: Event) => onInput((event.target as HTMLInputElement).value);
  if (datatype === 'BOOL')
    return html`<vscode-single-select .label=${label} .value=${value} @change=${take}>
      <vscode-option value="false" ?selected=${value !== 'true'}>false</vscode-option>
      <vscode-option value="true" ?selected=${value === 'true'}>true</vscode-option>
    </vscode-single-select>`;
  if (datatype === 'BYTES')
    return html`<vscode-textarea rows="2" resize="vertical" .label=${label} .value=${value} @input=${take}></vscode-textarea>`;
  const problem = elementMessage(datatype, value, strings);
  return html`<vscode-textfield
    .label=${label}
    .value=${value}
    .invalid=${problem !== null}
    title=${problem ?? nothing}
    @input=${take}
  ></vscode-textfield>`;
}
