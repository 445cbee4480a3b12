import { expect, test } from 'vitest';
import { withCellAfter, withTag } from '../../../server/stage-makers/notebook-edits.ts';

const notebook = `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 3,
   "metadata": {},
   "outputs": [{"data": {"x": 1.0}, "output_type": "display_data", "metadata": {}}],
   "source": [
    "lr = 0.1  # {\\"tags\\": 1}\\n"
   ]
  },
  {"cell_type": "markdown", "metadata": {"tags": ["x"]}, "source": "é"}
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

test('a tag is put on a cell, and the rest stays byte for byte', () => {
  expect(withTag(notebook, 0, 'parameters')).toBe(
    notebook.replace(
      '"execution_count": 3,\n   "metadata": {}',
      '"execution_count": 3,\n   "metadata": {\n    "tags": [\n     "parameters"\n    ]\n   }',
    ),
  );
  expect(JSON.parse(withTag(notebook, 1, 'y')).cells[1].metadata.tags).toEqual(['x', 'y']);
});

test('a cell is put after another, as the notebook is indented', () => {
  const after = withCellAfter(notebook, 0, 'a = 1\nb = 2', 'new');
  const cell = `  {
   "cell_type": "code",
   "execution_count": null,
   "id": "new",
   "metadata": {},
   "outputs": [],
   "source": [
    "a = 1\\n",
    "b = 2"
   ]
  }`;
  expect(after).toBe(
    notebook.replace('  },\n  {"cell_type": "markdown"', `  },\n${cell},\n  {"cell_type": "markdown"`),
  );
});

test('before format 4.5 a cell has no id, and one may stand at the end', () => {
  const old = notebook.replace('"nbformat_minor": 5', '"nbformat_minor": 2').replaceAll('\n ', '\n\t');
  const { cells } = JSON.parse(withCellAfter(old, 1, 'x', 'new'));
  expect(cells[2]).toEqual({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: ['x'],
  });
});
