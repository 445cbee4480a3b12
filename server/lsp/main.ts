import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';

/** The process. The server is a file of its own, for only what is loaded after this line comes compiled out of the cache. */
function main(): void {
  // Syntax trees come and go: left to itself, the heap grows to several times of what is kept.
  setFlagsFromString('--heap-growing-percent=30');
  nodeModule.enableCompileCache();
  void import('./language-server.ts').then(({ runLanguageServer }) =>
    runLanguageServer(process.argv.slice(2)),
  );
}

main();
