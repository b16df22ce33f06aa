import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Names on the PATH, in the order of preference: Chromium and Chrome for Testing still take
 * `--load-extension`.
 */
const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-for-testing',
  'chrome-for-testing',
  'google-chrome-stable',
  'google-chrome',
];

const elsewhere = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    if (!folder) return [];
    return ['Chromium', 'Google\\Chrome'].map((name) => join(folder, name, 'Application', 'chrome.exe'));
  }),
};

/**
 * The browser to drive: `CHROME_PATH` if it is set, else the first one found; null when there is none.
 *
 * @throws when `CHROME_PATH` names something that cannot be run
 */
export function findBrowser() {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) {
    if (!isProgram(chosen))
      throw new Error(`CHROME_PATH is ${chosen}, and there is no program at that path.`);
    return chosen;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...(elsewhere[process.platform] ?? [])].find(isProgram) ?? null;
}

/**
 * Whether a browser is Chrome under its own brand, which ignores `--load-extension` from version 137 on and
 * takes extensions over DevTools only.
 */
export function isBrandedChrome(executable) {
  return /google[- ]chrome|google\\chrome/i.test(executable) && !/for[- ]testing/i.test(executable);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
