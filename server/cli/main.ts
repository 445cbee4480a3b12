#!/usr/bin/env node
import * as nodeModule from 'node:module';

/**
 * The installed command. The program is a file of its own, for only what is loaded after this line comes compiled out
 * of the cache.
 */
function main(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // The runner needs node:sqlite.
  if (major < 22 || (major === 22 && minor < 15)) {
    console.error(`Slipway needs Node 22.15 or newer, and this is ${process.version} (${process.execPath}).`);
    process.exit(1);
  }
  nodeModule.enableCompileCache();
  void import('./program.ts').then(({ runProgram }) => runProgram(process.argv.slice(2)));
}

main();
