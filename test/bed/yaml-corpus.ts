import { join } from 'node:path';
import { run } from './command.ts';
import { once } from './once.ts';
import { cache } from './paths.ts';
import { type NoPython, pythonEnv } from './python-env.ts';
import { versions } from './versions.ts';

const unpack = `
import glob, os, sys, zipfile
[wheel] = glob.glob(sys.argv[1] + '/*.whl')
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(sys.argv[1], [name for name in archive.namelist() if name.endswith(('.yml', '.yaml'))])
os.remove(wheel)
`;

/** A folder with the YAML of Ansible's collections: 4,668 files of a hundred public projects. */
export async function yamlCorpus(): Promise<{ folder: string } | NoPython> {
  const python = await pythonEnv('pip', [`pip==${versions.pip}`]);
  if ('skipped' in python) return python;
  const folder = await once(join(cache, `yaml-corpus-ansible-${versions.ansible}`), async (building) => {
    const wanted = `ansible==${versions.ansible}`;
    await run(
      python.python,
      ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary=:all:', '-d', building, wanted],
      { env: python.env },
    );
    await run(python.python, ['-c', unpack, building], { env: python.env });
  });
  return { folder };
}
