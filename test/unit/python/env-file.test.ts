import { expect, test } from 'vitest';
import { withEnvFile, withVariables } from '../../../server/python/env-file.ts';

test('comments, quotes, export and references', () => {
  const text = `
# a comment
export DATA=/data
MODEL="\${DATA}/model"  # trailing
NAME='two words'
EMPTY=
HOST=\${HOME}
`;
  expect(withVariables({ HOME: '/home/me', DATA: 'old' }, text)).toEqual({
    HOME: '/home/me',
    DATA: '/data',
    MODEL: '/data/model',
    NAME: 'two words',
    EMPTY: '',
    HOST: '/home/me',
  });
});

test('PATH and PYTHONPATH are added to, and may name what was there', () => {
  const before = { PATH: '/bin', PYTHONPATH: '/lib' };
  expect(withVariables(before, 'PATH=/own\nPYTHONPATH=./src')).toEqual({
    PATH: '/bin:/own',
    PYTHONPATH: '/lib:./src',
  });
  expect(withVariables(before, `PATH=/own:\${PATH}`)).toMatchObject({ PATH: '/own:/bin' });
});

test('a file that is not there is named', async () => {
  await expect(withEnvFile({}, '/nowhere/.env')).rejects.toMatchObject({ code: 'SLW-PYTHON-ENV-FILE' });
});
