import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { checkDocument } from '../../language/lint/check-document.ts';
import { severitiesOf } from '../../language/lint/severities-of.ts';
import { manifestKindOf } from '../../language/workspace/manifest-kind.ts';
import { openFolder } from '../../workspace-facts/open-folder.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { type FormatName, formats } from './lint/formats.ts';
import type { FoundProblem } from './lint/found-problem.ts';

export const lintCommand: Command = {
  name: 'lint',
  summary: 'What is wrong in the manifests: dvc.yaml, params.yaml, slipway.yaml, *.model.yaml, *.data.yaml',
  usage: `Usage: slipway lint [PATH…] [OPTIONS]

Checks the manifests of the workspace, or those that PATH names: files, and folders with all below them. Needs no
runner, and runs nothing. Exits with 1 when there is an error.

  --format FORMAT     text, json, sarif, or github for annotations of a workflow (default: text)
  --workspace DIR     folder that paths in manifests are looked up from (default: .)
  --json              the same as --format json: [{"file", "code", "severity", "message", "range"}]`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { format: { type: 'string' } });
    const name = values.format ?? (values.json ? 'json' : 'text');
    if (!isFormat(name))
      throw new UsageError(
        `There is no format "${name}"; expected one of ${Object.keys(formats).join(', ')}.`,
      );
    const workspace = resolve(values.workspace);
    const found = lint(workspace, positionals);
    const text = formats[name](name === 'github' ? fromCheckout(workspace, found) : found);
    if (text !== '') console.log(text);
    return found.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.ok;
  },
};

/** GitHub looks its annotations' files up from where it has checked out the repository. */
function fromCheckout(workspace: string, found: FoundProblem[]): FoundProblem[] {
  const checkout = process.env.GITHUB_WORKSPACE;
  if (!checkout || !isWithin(workspace, checkout)) return found;
  return found.map((problem) => ({
    ...problem,
    file: slashed(relative(checkout, join(workspace, problem.file))),
  }));
}

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

/** Where a path of the command line leads: `location` is from `root`, empty for the root itself. */
interface Wanted {
  root: string;
  location: string;
  isFile: boolean;
}

/** @throws UsageError for a path that is not there, and for a file that can be no manifest */
function lint(workspace: string, paths: readonly string[]): FoundProblem[] {
  const wanted =
    paths.length > 0
      ? paths.map((path) => wantedAt(workspace, path))
      : [{ root: workspace, location: '', isFile: false }];
  return [...Map.groupBy(wanted, ({ root }) => root)].flatMap(([root, places]) =>
    lintFolder(root, places).map((problem) => ({
      ...problem,
      file: slashed(relative(workspace, join(root, problem.file))),
    })),
  );
}

function lintFolder(root: string, places: readonly Wanted[]): FoundProblem[] {
  const { folder, files } = openFolder(root);
  const named = places.filter(({ isFile }) => isFile).map(({ location }) => location);
  const folders = places.filter(({ isFile }) => !isFile).map(({ location }) => location);
  const below = (location: string) =>
    folders.some((above) => above === '' || location.startsWith(`${above}/`));
  for (const location of named) {
    const text = files.text(location);
    // A params file may have any name; one that is named is meant.
    if (manifestKindOf(location) === null && text.state === 'known')
      folder.open(location, text.value, 'params');
  }
  return [...new Set([...files.manifests().filter(below), ...named])].flatMap((location) => {
    const document = folder.document(location);
    const problems = document ? checkDocument(folder, document, { severities: severitiesOf(folder) }) : [];
    return problems.map(({ code, severity, message, range }) => ({
      file: location,
      code,
      severity,
      message,
      range,
    }));
  });
}

function wantedAt(workspace: string, path: string): Wanted {
  const candidates = [resolve(path), resolve(workspace, path)];
  const absolute = candidates.find((candidate) => existsSync(candidate));
  if (absolute === undefined) throw new UsageError(`There is no file or folder ${path}.`);
  const isFile = statSync(absolute).isFile();
  if (isFile && !/\.ya?ml$/.test(absolute))
    throw new UsageError(
      `${path} is no manifest; expected dvc.yaml, params.yaml, slipway.yaml, *.model.yaml, *.data.yaml or another YAML file.`,
    );
  const root = isWithin(absolute, workspace) ? workspace : isFile ? dirname(absolute) : absolute;
  return { root, location: slashed(relative(root, absolute)), isFile };
}

function isWithin(path: string, root: string): boolean {
  const below = relative(root, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
