import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findBrowser } from './find-browser.mjs';

const updateDeadlineMs = 5 * 60_000;
const installDeadlineMs = 30 * 60_000;

/**
 * The Debian packages that `npm start` needs besides npm, each with a test whether it, or an equivalent, is
 * installed.
 */
const forBrowser = [
  { debian: 'chromium', isThere: () => findBrowser() !== null },
  { debian: 'chromium-l10n', isThere: hasBrowserLanguages },
  { debian: 'fonts-noto-cjk', isThere: hasJapaneseFont },
];

/** The Debian packages of `npm run speech-server`, and of the tests, whose servers are made of the same. */
const forSpeech = [
  { debian: 'python3-aiortc', isThere: () => hasPythonModule('aiortc') },
  { debian: 'python3-aiohttp', isThere: () => hasPythonModule('aiohttp') },
  { debian: 'python3-numpy', isThere: () => hasPythonModule('numpy') },
  { debian: 'python3-pocketsphinx', isThere: () => hasPythonModule('pocketsphinx') },
  { debian: 'pocketsphinx-en-us', isThere: () => existsSync('/usr/share/pocketsphinx/model/en-us') },
];

/**
 * The Debian packages that the tests use as servers, and to simulate speech, sound cards, networks and
 * screens.
 */
const forPeers = [
  { debian: 'coturn', isThere: () => hasProgram('turnserver') },
  { debian: 'janus', isThere: () => hasProgram('janus') },
  { debian: 'openssl', isThere: () => hasProgram('openssl') },
  { debian: 'flite', isThere: () => hasProgram('flite') },
  { debian: 'sox', isThere: () => hasProgram('sox') },
  { debian: 'ffmpeg', isThere: () => hasProgram('ffmpeg') },
  { debian: 'pocketsphinx-testdata', isThere: () => existsSync('/usr/share/pocketsphinx/test/data') },
  { debian: 'pulseaudio', isThere: () => hasProgram('pulseaudio') },
  { debian: 'pulseaudio-utils', isThere: () => hasProgram('pactl') },
  { debian: 'iproute2', isThere: () => hasProgram('ip') },
  { debian: 'nftables', isThere: () => hasProgram('nft') },
  { debian: 'xvfb', isThere: () => hasProgram('Xvfb') },
  { debian: 'xdotool', isThere: () => hasProgram('xdotool') },
];

/** The names of the Debian packages that are missing. */
export function missingPackages({ browser, peers, speech }) {
  return [...(browser ? forBrowser : []), ...(peers || speech ? forSpeech : []), ...(peers ? forPeers : [])]
    .filter(({ isThere }) => !isThere())
    .map(({ debian }) => debian);
}

/**
 * Installs Debian packages as root, without questions.
 *
 * @throws when that is not possible, with the one command to run
 */
export function installPackages(packages) {
  const isRoot = process.getuid?.() === 0;
  const install = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!isDebian()) {
    throw new Error(
      `Missing: ${packages.join(', ')}. These are packages of Debian and Ubuntu; there the command is\n\n` +
        `    sudo ${install}\n\nA browser that lies elsewhere can be named: CHROME_PATH=/path/to/chrome`,
    );
  }
  if (!isRoot) throw new Error(`Missing: ${packages.join(', ')}. Install them with\n\n    sudo ${install}`);

  console.log(`Installing ${packages.join(', ')} ...`);
  // Old package lists may do: only the installation decides.
  aptGet(['update'], updateDeadlineMs);
  const { isDone, output } = aptGet(
    ['install', '-y', '--no-install-recommends', ...packages],
    installDeadlineMs,
  );
  if (!isDone)
    throw new Error(`${output}\nThis command failed; run it by hand to see why:\n\n    ${install}`);
  const missing = packages.filter((name) => !isThere(name));
  if (missing.length > 0) throw new Error(`Installed, and yet not found: ${missing.join(', ')}.`);
}

function isThere(name) {
  return [...forBrowser, ...forSpeech, ...forPeers].find(({ debian }) => debian === name).isThere();
}

function aptGet(args, timeout) {
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold'];
  const { status, stdout, stderr, error } = spawnSync('apt-get', [...options, ...args], {
    encoding: 'utf8',
    timeout,
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' },
  });
  const lines = `${stdout ?? ''}${stderr ?? ''}${error ? error.message : ''}`.trim().split('\n');
  return { isDone: status === 0, output: lines.slice(-30).join('\n') };
}

function isDebian() {
  return process.platform === 'linux' && existsSync('/etc/debian_version') && hasProgram('apt-get');
}

function hasProgram(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.filter(Boolean).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Whether Debian's Python has a module; another Python may come first on the PATH. */
function hasPythonModule(name) {
  const { status } = spawnSync(
    '/usr/bin/python3',
    ['-c', `import importlib.util as u, sys; sys.exit(not u.find_spec("${name}"))`],
    {
      stdio: 'ignore',
      timeout: 30_000,
    },
  );
  return status === 0;
}

/** Whether the browser has its languages: Debian's Chromium has them in a package of their own. */
function hasBrowserLanguages() {
  const browser = findBrowser();
  if (browser === null || !isDebiansChromium(browser)) return browser !== null;
  return existsSync('/usr/lib/chromium/locales/ja.pak');
}

function isDebiansChromium(browser) {
  return realpathSync(browser) === '/usr/bin/chromium' && readFileSync(browser, 'latin1').startsWith('#!');
}

function hasJapaneseFont() {
  if (process.platform !== 'linux' || existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'))
    return true;
  const { stdout } = spawnSync('fc-list', [':lang=ja'], { encoding: 'utf8', timeout: 30_000 });
  return (stdout ?? '').trim() !== '';
}
