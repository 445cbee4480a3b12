import { expect, test } from 'vitest';
import { keptContext } from '../../../server/schedules/kept-context.ts';

test('an armed schedule keeps interpreter, env file and known variables, and no other: it lies on disk', () => {
  const env = {
    PATH: '/usr/bin',
    HOME: '/home/ana',
    LC_ALL: 'C.UTF-8',
    VIRTUAL_ENV: '/home/ana/.venv',
    AWS_SECRET_ACCESS_KEY: 'a',
    MLFLOW_TRACKING_PASSWORD: 'b',
    DATABASE_URL: 'postgres://me:secret@host',
    PIP_INDEX_URL: 'https://me:token@host',
    HTTPS_PROXY: 'http://me:pw@proxy',
  };
  expect(
    keptContext({
      cwd: '/w',
      env,
      interpreter: '/home/ana/.venv/bin/python',
      envFile: '/w/.env',
      runName: 'x',
    }),
  ).toEqual({
    cwd: '/w',
    env: { PATH: '/usr/bin', HOME: '/home/ana', LC_ALL: 'C.UTF-8', VIRTUAL_ENV: '/home/ana/.venv' },
    interpreter: '/home/ana/.venv/bin/python',
    envFile: '/w/.env',
  });
});
