import { describe, expect, it } from 'vitest';
import type { Location } from 'vscode-languageserver/node';
import { ManifestDocument } from '../../../server/language/workspace/manifest-document.ts';
import { ReadDocuments } from '../../../server/language/workspace/read-documents.ts';
import { LspClient } from './lsp-client.ts';

const long = '# a comment that makes it long\n'.repeat(3_000);

/** Makes `out.csv` of what the next folder's pipeline makes. */
function ringMember(next: string): string {
  return `${long}stages:\n  a:\n    cmd: python a.py\n    deps: [../${next}/out.csv]\n    outs: [out.csv]\n`;
}

const names = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'];
const files = Object.fromEntries(
  names.map((name, index) => [`${name}/dvc.yaml`, ringMember(names[(index + 1) % 8] as string)]),
);

describe('manifests that no editor shows', () => {
  it('are read again for what is told of in another file', async () => {
    const client = await LspClient.start({ files });

    await client.open('p0/dvc.yaml', files['p0/dvc.yaml'] as string);
    const report = await client.pull('p0/dvc.yaml');

    const items = report.kind === 'full' ? report.items : [];
    const cycle = items.find(({ code }) => code === 'SW110');
    const places = cycle?.relatedInformation?.map(
      ({ location: { uri, range } }) => `${client.locationOf(uri)}:${range.start.line}`,
    );
    expect(places).toHaveLength(8);
    expect(places).toContain('p5/dvc.yaml:3003');
  });

  it('are navigated where they stand, be they open, closed or never opened', async () => {
    const client = await LspClient.start({ files });
    const references = async (of: string) => {
      const found = await client.request<Location[]>('textDocument/references', {
        textDocument: { uri: client.uri(`${of}/dvc.yaml`) },
        position: { line: 3_004, character: 14 },
        context: { includeDeclaration: true },
      });
      return found
        .map(({ uri, range: { start } }) => `${client.locationOf(uri)}:${start.line}:${start.character}`)
        .sort();
    };
    const ofP1 = ['p0/dvc.yaml:3003:11', 'p1/dvc.yaml:3004:11'];

    expect(await references('p1')).toEqual(ofP1);
    await client.open('p0/dvc.yaml', files['p0/dvc.yaml'] as string);
    expect(await references('p1')).toEqual(ofP1);
    await client.change('p0/dvc.yaml', `# moved\n${files['p0/dvc.yaml']}`);
    expect(await references('p1')).toEqual(['p0/dvc.yaml:3004:11', 'p1/dvc.yaml:3004:11']);
    await client.close('p0/dvc.yaml');
    for (const name of names) {
      await client.open(`${name}/dvc.yaml`, files[`${name}/dvc.yaml`] as string);
      await client.pull(`${name}/dvc.yaml`);
      await client.close(`${name}/dvc.yaml`);
    }
    expect(await references('p1')).toEqual(ofP1);
  });
});

describe('documents whose nodes are in memory', () => {
  const documentOf = (location: string, length: number) =>
    ManifestDocument.of(location, 'pipeline', `desc: ${'x'.repeat(length)}\n`);

  it('are the last few, however long they are', () => {
    const rested: string[] = [];
    const read = new ReadDocuments(({ location }) => rested.push(location));
    for (const location of ['a', 'b', 'c', 'd', 'e', 'f']) read.add(documentOf(location, 200_000));
    expect(rested).toEqual(['a', 'b']);
  });

  it('are many where they are short', () => {
    const rested: string[] = [];
    const read = new ReadDocuments(({ location }) => rested.push(location));
    for (let index = 0; index < 30; index++) read.add(documentOf(String(index), 10_000 - 7));
    expect(rested).toEqual([]);
    read.add(documentOf('one more', 10_000));
    expect(rested).toEqual(['0', '1']);
  });

  it('that were opened count no longer', () => {
    const rested: string[] = [];
    const read = new ReadDocuments(({ location }) => rested.push(location));
    const opened = documentOf('opened', 200_000);
    read.add(opened);
    read.remove(opened);
    for (const location of ['a', 'b', 'c', 'd', 'e']) read.add(documentOf(location, 200_000));
    expect(rested).toEqual(['a']);
  });

  it('have the same values when they are read again, and say whether they are broken without it', () => {
    let reads = 0;
    const broken = ManifestDocument.of('dvc.yaml', 'pipeline', 'stages: [\n', () => {
      reads++;
    });
    expect(broken.yaml.isBroken).toBe(true);
    broken.rest();
    expect(broken.isBroken).toBe(true);
    expect(reads).toBe(1);
    expect(broken.yaml.text).toBe('stages: [\n');
    expect(reads).toBe(2);
  });
});
