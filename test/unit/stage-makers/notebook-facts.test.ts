import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UserError } from '../../../server/core/user-error.ts';
import { type NotebookFacts, notebookFacts } from '../../../server/stage-makers/notebook-facts.ts';
import { hasPython } from '../processes/workspace.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-notebook-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface SourceCell {
  source: string;
  tags?: string[];
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function facts(...cells: (string | SourceCell)[]): Promise<NotebookFacts> {
  const notebook = {
    cells: cells.map((cell) => {
      const { source, tags }: SourceCell = typeof cell === 'string' ? { source: cell } : cell;
      return { cell_type: 'code', metadata: tags ? { tags } : {}, outputs: [], source };
    }),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 4,
  };
  return notebookFacts('python3', write('notebook.ipynb', JSON.stringify(notebook)));
}

/** `read a.csv (pandas.read_csv)`, in the order of the source. */
async function files(...cells: (string | SourceCell)[]): Promise<string[]> {
  const found = await facts(...cells);
  return found.files.map(({ path, use, by }) => `${use} ${path} (${by})`);
}

const imports = 'import pandas as pd, numpy as np, joblib, os\nfrom pathlib import Path\n';

describe.skipIf(!hasPython)('what a notebook’s source shows', () => {
  test('files by the functions that open them', async () => {
    expect(
      await files(`${imports}import torch, pickle, json, matplotlib.pyplot as plt
pd.read_csv("a.csv").to_parquet("a.parquet")
np.save("array", np.load("in.npy")); joblib.dump(1, "m.joblib")
torch.save(model, f="t.pt")
with open("b.pkl", "wb") as file:
    pickle.dump(1, file)
json.load(open("c.json"))
plt.savefig("figure.png")
Path("note.txt").write_text("x")
model.save_model("xgb.json")`),
    ).toEqual([
      'read a.csv (pandas.read_csv)',
      'written a.parquet (to_parquet)',
      'read in.npy (numpy.load)',
      'written array.npy (numpy.save)',
      'written m.joblib (joblib.dump)',
      'written t.pt (torch.save)',
      'written b.pkl (open)',
      'read c.json (open)',
      'written figure.png (matplotlib.pyplot.savefig)',
      'written note.txt (Path.write_text)',
      'written xgb.json (save_model)',
    ]);
  });

  test('paths that are joined, formatted, looped over and handed to functions', async () => {
    expect(
      await files(
        `${imports}DATA = Path("..") / "data"`,
        `def load(name, folder=DATA):
    return pd.read_csv(folder / f"{name}.csv")
parts = [load(name) for name in ["train", "test"]]
for year in range(2020, 2022):
    pd.read_csv(os.path.join("years", "%d.csv" % year))
load("old", folder="archive").to_csv(str(DATA.parent / "out" / "all").replace("all", "old") + ".csv")`,
      ),
    ).toEqual([
      'read ../data/train.csv (pandas.read_csv)',
      'read ../data/test.csv (pandas.read_csv)',
      'read years/2020.csv (pandas.read_csv)',
      'read years/2021.csv (pandas.read_csv)',
      'read archive/old.csv (pandas.read_csv)',
      'written ../out/old.csv (to_csv)',
    ]);
  });

  test('a parameter in a path keeps its name; one that is formatted is said', async () => {
    const found = await facts(
      { source: 'name = "iris"\nlr = 0.001', tags: ['parameters'] },
      `${imports}pd.read_csv(f"data/{name}.csv")\nopen(f"lr_{lr:.2f}.txt", "w")`,
    );
    expect(found.files.map(({ path, parts, hidden }) => [path, parts, hidden])).toEqual([
      ['data/iris.csv', ['data/', { param: 'name' }, '.csv'], []],
      ['lr_0.00.txt', null, ['lr']],
    ]);
  });

  test('what it wrote itself before is not read; what it appends to is both', async () => {
    expect(
      await files(
        'open("a.txt", "w")\nopen("a.txt")\nopen("log.txt", "a")\nimport shutil\nshutil.copy("x", "y")',
      ),
    ).toEqual([
      'written a.txt (open)',
      'read log.txt (open)',
      'written log.txt (open)',
      'read x (shutil.copy)',
      'written y (shutil.copy)',
    ]);
  });

  test('folders that are listed, up to the first wildcard', async () => {
    expect(await files('import glob, os\nglob.glob("images/*/a.png")\nos.listdir("docs")')).toEqual([
      'read images (glob.glob)',
      'read docs (os.listdir)',
    ]);
  });

  test('modules beside it, and theirs', async () => {
    write('features.py', 'from lib import clean\nimport numpy\n');
    write('lib/__init__.py', '');
    write('lib/clean.py', 'from . import words\n');
    write('lib/words.py', '');
    write('unused.py', '');
    const { modules } = await facts('import features, pandas');
    expect(modules).toEqual(['features.py', 'lib/__init__.py', 'lib/clean.py', 'lib/words.py']);
  });

  test('what cannot be told is said', async () => {
    const found = await facts(
      '!cp a b\n%run other.py',
      'import pandas as pd\npd.read_csv(input())\npd.read_csv("https://x.org/a.csv")',
      'this is no Python',
      '%%bash\nls',
    );
    expect(found).toMatchObject({
      shell: [1, 4],
      unread: [3],
      unresolved: [
        { by: 'pandas.read_csv', cell: 2 },
        { by: 'pandas.read_csv', cell: 2, url: 'https://x.org/a.csv' },
      ],
    });
    expect(found.files.map(({ path, by }) => [path, by])).toEqual([['other.py', '%run']]);
  });

  test('parameters: the tagged cell, or a first one that only assigns values', async () => {
    const values = 'lr: float = 1e-05\nname = "a"\nsizes = [1, 2.0]\nnothing = None';
    const known = [
      { name: 'lr', json: '1e-05' },
      { name: 'name', json: '"a"' },
      { name: 'sizes', json: '[1, 2.0]' },
      { name: 'nothing', json: 'null' },
    ];
    expect((await facts(values, 'x = 1')).parameters).toEqual({
      cell: 0,
      tagged: false,
      values: known,
      others: [],
    });
    const tagged = await facts('import os', {
      source: `${values}\nwhere = os.getcwd()`,
      tags: ['parameters'],
    });
    expect(tagged.parameters).toEqual({ cell: 1, tagged: true, values: known, others: ['where'] });
    expect((await facts('import os\nx = 1')).parameters).toBe(null);
    expect((await facts('x = os.getcwd()')).parameters).toBe(null);
  });

  test('a file that is no notebook is refused', async () => {
    const read = notebookFacts('python3', write('broken.ipynb', '{"cells": '));
    await expect(read).rejects.toMatchObject({ code: 'SLW-NOTEBOOK' } satisfies Partial<UserError>);
  });

  test('nothing of the notebook is run', async () => {
    await facts(`open(${JSON.stringify(join(folder, 'made.txt'))}, "w")`);
    expect(existsSync(join(folder, 'made.txt'))).toBe(false);
  });
});
