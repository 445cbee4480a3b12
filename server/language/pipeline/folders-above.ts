/** The folders that a location lies in, the innermost first, without the root. */
export function* foldersAbove(location: string): Generator<string> {
  for (let end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1))
    yield location.slice(0, end);
}
