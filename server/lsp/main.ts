import * as nodeModule from 'node:module';

/** The process. The server is a file of its own, for only what is loaded after this line comes compiled out of the cache. */
function main(): void {
  nodeModule.enableCompileCache();
  void import('./language-server.ts').then(({ runLanguageServer }) =>
    runLanguageServer(process.argv.slice(2)),
  );
}

main();
