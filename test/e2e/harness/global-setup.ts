import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumArguments, installChromium } from '../../bed/chromium.ts';
import { installExtension, startCodeServer } from '../../bed/code-server.ts';
import { type Editor, installEditor } from '../../bed/editor.ts';
import { results } from '../../bed/paths.ts';
import { stopAllWith } from '../../bed/processes.ts';
import { newProfile, type Profile } from '../../bed/profile.ts';
import { packageExtension } from '../../bed/vsix.ts';

/** What all specs share: one editor with the built .vsix in it, and one browser. */
export type SharedBed = {
  editor: Editor;
  profile: Profile;
  /** The package under test. */
  vsix: string;
  /** The trusted editor's address, up to the folder. */
  address: string;
  /** Where playwright connects to the browser. */
  browser: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    bed: SharedBed;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const editor = await installEditor();
  const executablePath = await installChromium();
  const vsix = await packageExtension();
  await rm(join(results, 'e2e'), { recursive: true, force: true });
  const profile = await newProfile();
  await installExtension(editor, profile, vsix);
  const server = await startCodeServer(editor, profile, 'trusted');
  const browser = await chromium.launchServer({ executablePath, args: chromiumArguments });
  project.provide('bed', {
    editor,
    profile,
    vsix,
    address: server.urlOf(''),
    browser: browser.wsEndpoint(),
  });
  return async () => {
    await browser.close();
    await server.stop();
    await stopAllWith('SLIPWAY_STATE_DIR', profile.state);
    await rm(profile.root, { recursive: true, force: true, maxRetries: 5 });
  };
}
