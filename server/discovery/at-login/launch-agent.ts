import type { LoginCommand } from './login-command.ts';

/** A property list as launchd.plist(5) describes it. What it starts goes on when its own process has ended. */
export function launchAgent(label: string, { words, env }: LoginCommand): string {
  const settings = Object.entries(env).map(([name, value]) => `<key>${escaped(name)}</key>${string(value)}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>${string(label)}
  <key>ProgramArguments</key><array>${words.map(string).join('')}</array>
  <key>EnvironmentVariables</key><dict>${settings.join('')}</dict>
  <key>RunAtLoad</key><true/>
  <key>AbandonProcessGroup</key><true/>
</dict>
</plist>
`;
}

function string(text: string): string {
  return `<string>${escaped(text)}</string>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
