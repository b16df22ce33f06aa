/**
 * What the extension's archive holds, and nothing else. `#` stands for the bundler's digest of a file's
 * content, `*` for any name within a folder.
 */
export const zipList = [
  'manifest.json',
  'managed-schema.json',
  'licences.txt',
  'privacy.html',
  'security.html',
  'changelog.html',
  'background.js',
  'captions.html',
  'offscreen.html',
  'options.html',
  'permission.html',
  'popup.html',
  'sidepanel.html',
  '_locales/*/messages.json',
  'icon/16.png',
  'icon/32.png',
  'icon/48.png',
  'icon/128.png',
  'assets/puller.worker-#.js',
  'assets/*-#.css',
  'chunks/#.js',
  'chunks/*-#.js',
] as const;

/** The line of the list that a file of the archive stands for; undefined for a file that is not listed. */
export function lineOf(name: string): string | undefined {
  return zipList.find((line) => patternOf(line).test(name));
}

function patternOf(line: string): RegExp {
  const literal = line.replaceAll('.', '\\.');
  return new RegExp(`^${literal.replace('#', '[\\w-]{8}').replace('*', '[\\w~.]+')}$`);
}
