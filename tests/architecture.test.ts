import { describe, expect, it } from 'vitest';
import { functionLengthProblems, needlessExceptions } from './support/architecture/function-length.ts';
import { importProblem, packageProblem } from './support/architecture/layers.ts';
import {
  answeredCommands,
  followedBroadcasts,
  interfaceMembers,
} from './support/architecture/protocol-handlers.ts';
import {
  exportedNames,
  importCircles,
  parseSource,
  reachableFrom,
  readSourceFiles,
} from './support/architecture/source-files.ts';
import { timerProblems } from './support/architecture/timers.ts';

const files = readSourceFiles();
const protocol = files.get('utils/messaging/protocol.ts');

/** The receiver of each map of commands, and the entrypoint whose code must hold its handlers. */
const receivers: Record<string, { receiver: string; entrypoint: string }> = {
  ViewCommands: { receiver: 'worker', entrypoint: 'entrypoints/background/index.ts' },
  WorkerCommands: { receiver: 'worker', entrypoint: 'entrypoints/background/index.ts' },
  HostCommands: { receiver: 'host', entrypoint: 'entrypoints/offscreen/main.ts' },
};

function loadedBy(entrypoint: string) {
  return [...reachableFrom(entrypoint, files).keys()].flatMap((path) => files.get(path) ?? []);
}

describe('the project’s files', () => {
  it('are where this test looks for them', () => {
    const wanted = [
      'utils/browser.ts',
      'utils/messaging/protocol.ts',
      ...Object.values(receivers).map((each) => each.entrypoint),
    ];
    expect(wanted.filter((path) => !files.has(path))).toEqual([]);
  });

  it('import only files that exist', () => {
    const missing = [...files.values()].flatMap(({ path, imports }) =>
      imports.flatMap((each) =>
        each.path !== null && /\.(ts|vue)$/.test(each.path) && !files.has(each.path)
          ? [`${path} imports ${each.specifier}, which is not in the product's folders.`]
          : [],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('import only files of lower layers', () => {
    const problems = [...files.values()].flatMap(({ path, imports }) =>
      imports.flatMap((each) =>
        each.path !== null && files.has(each.path) ? (importProblem(path, each.path) ?? []) : [],
      ),
    );
    expect(problems).toEqual([]);
  });

  it('never import each other in a circle, not even for a type', () => {
    expect(
      importCircles(files).map((circle) => `${circle.join(', ')}: move what both need to a file of its own.`),
    ).toEqual([]);
  });

  it('import packages only in the folders that may', () => {
    const problems = [...files.values()].flatMap(({ path, imports }) =>
      imports.flatMap((each) =>
        each.path === null ? (packageProblem(path, each.specifier, each.isTypeOnly) ?? []) : [],
      ),
    );
    expect(problems).toEqual([]);
  });

  it.each(['entrypoints/offscreen/main.ts', 'entrypoints/offscreen/puller.worker.ts'])(
    'load nothing of utils/worker with %s, because an offscreen document has no extension API but runtime',
    (entrypoint) => {
      const chains = [...reachableFrom(entrypoint, files)]
        .filter(([path]) => path.startsWith('utils/worker/'))
        .map(
          ([, chain]) =>
            `${chain.join(' -> ')}: the host cannot run this. Let the service worker do it on a command.`,
        );
      expect(chains).toEqual([]);
    },
  );

  it.each(['entrypoints/popup/main.ts', 'entrypoints/permission/main.ts'])(
    'load no history and no settings page with %s, which has to open at once',
    (entrypoint) => {
      const chains = [...reachableFrom(entrypoint, files)]
        .filter(([path]) =>
          /^(utils\/history|components\/(app|history-list|session-details|session-actions|storage|settings|profiles))\//.test(
            path,
          ),
        )
        .map(([, chain]) => `${chain.join(' -> ')}: this belongs to the options page alone.`);
      expect(chains).toEqual([]);
    },
  );
});

describe('a function', () => {
  it('is short enough to be read in one go', () => {
    expect([...files.values()].flatMap(functionLengthProblems)).toEqual([]);
  });

  it('is listed as an exception only while it needs to be', () => {
    expect(needlessExceptions([...files.values()])).toEqual([]);
  });
});

it('no file has a grab-bag name such as utils or helpers', () => {
  const heaps = /(^|[-.])(utils?|helpers?|common|misc|stuff|types|constants|manager)([-.]|$)/;
  const found = [...files.keys()].filter((path) =>
    heaps.test(
      path
        .replace(/^utils\//, '')
        .split('/')
        .at(-1) ?? '',
    ),
  );
  expect(found.map((path) => `${path}: name it after the one thing that it holds.`)).toEqual([]);
});

it('no two files have the same name, but for what each entrypoint begins with', () => {
  const homes = Map.groupBy(files.keys(), (path) => path.split('/').at(-1) ?? '');
  const shared = [...homes]
    .filter(([name, paths]) => name !== 'main.ts' && paths.length > 1)
    .map(([, paths]) => `${paths.join(', ')}: name each after the one thing that it holds.`);
  expect(shared).toEqual([]);
});

it('no two files export the same name, because one word would then mean two things', () => {
  const homes = Map.groupBy(
    [...files.values()].flatMap((file) => exportedNames(file).map((name) => ({ name, path: file.path }))),
    ({ name }) => name,
  );
  const shared = [...homes].flatMap(([name, found]) => {
    const paths = [...new Set(found.map(({ path }) => path))];
    return paths.length > 1
      ? [`${name}: ${paths.join(', ')}. Give each its own name, or keep one of them.`]
      : [];
  });
  expect(shared).toEqual([]);
});

it('no timer gets a delay that may be longer than a timer keeps', () => {
  expect([...files.values()].flatMap(timerProblems)).toEqual([]);
});

describe('clock, chance and timers', () => {
  const byHand =
    /\b(?:setTimeout|setInterval|Date\.now|performance\.now|Math\.random|AbortSignal\.timeout|new Date\(\))/;

  it('come as Edges, and never from the globals, in all but the rules and what Edges are made of', () => {
    const takers = [...files.values()].filter(({ path }) => !/^utils\/(?:async|domain)\//.test(path));
    expect(takers.filter(({ syntax }) => byHand.test(syntax.text)).map(({ path }) => path)).toEqual([]);
  });

  it('have their shape from Edges, in place of one more by hand', () => {
    const takers = [...files.values()].filter(({ path }) => /^utils\/(?!async\/|domain\/)/.test(path));
    const own = takers.filter(({ syntax }) =>
      /^ {2}(?:now|random)(?:\(\): number|: \(\) => number);/m.test(syntax.text),
    );
    expect(own.map(({ path }) => path)).toEqual([]);
  });
});

describe('the microphone', () => {
  const using = (words: RegExp) =>
    [...files.values()].filter(({ syntax }) => words.test(syntax.text)).map(({ path }) => path);

  it('is opened in two files: one keeps it open, the other asks for the permission and closes it at once', () => {
    expect(using(/\.getUserMedia\(|getDisplayMedia\(/).sort()).toEqual([
      'utils/audio/microphone/microphone.ts',
      'utils/audio/microphone/request-microphone.ts',
    ]);
  });

  it('is kept open by a session, else only by the check, which closes it when the page is out of sight', () => {
    expect(using(/\bopenMicrophone\(/).sort()).toEqual([
      'entrypoints/offscreen/host.ts',
      'utils/audio/microphone/microphone-check.ts',
      'utils/audio/microphone/microphone.ts',
      'utils/host/microphone/session-track.ts',
    ]);
    expect(using(/\bmicrophoneCheck\.open\(/).sort()).toEqual([
      'components/settings/MicrophoneCheck.vue',
      'components/settings/OtherMicrophones.vue',
    ]);
    expect(files.get('components/settings/MicrophoneCheck.vue')?.syntax.text).toContain('onOutOfSight(');
  });
});

describe('the tables of events and failures', () => {
  it.each(['popup/main.ts', 'permission/main.ts', 'offscreen/main.ts', 'background/index.ts'])(
    'are not loaded with entrypoints/%s, which needs no more than their types',
    (entrypoint) => {
      const chains = [...reachableFrom(`entrypoints/${entrypoint}`, files)]
        .filter(([path]) =>
          /^utils\/domain\/(log\/session-event|failure\/failure-table|bounds\/plain-data)\.ts$/.test(path),
        )
        .map(
          ([, chain]) =>
            `${chain.join(' -> ')}: import the type alone, or move what needs the table's values.`,
        );
      expect(chains).toEqual([]);
    },
  );
});

describe('every message has a handler', () => {
  const members = protocol ? interfaceMembers(protocol) : new Map<string, string[]>();

  it('in every map of commands that the protocol has', () => {
    const maps = [...members.keys()].filter((name) => name.endsWith('Commands'));
    expect(maps.sort(), 'name the receiver of a new map of commands in tests/architecture.test.ts').toEqual(
      Object.keys(receivers).sort(),
    );
  });

  it.each(Object.entries(receivers))('%s', (map, { receiver, entrypoint }) => {
    const commands = members.get(map) ?? [];
    const answered = answeredCommands(receiver, loadedBy(entrypoint));
    expect(commands).not.toEqual([]);
    expect(
      commands.filter((name) => answered.filter((each) => each === name).length !== 1),
      `each command is answered once: write its handler into answerCommands('${receiver}', ..., { here }) of ${entrypoint} ` +
        'or of a file it loads, by name and not through a spread',
    ).toEqual([]);
  });

  it('Broadcasts', () => {
    const followed = new Set(followedBroadcasts([...files.values()]));
    expect(
      (members.get('Broadcasts') ?? []).filter((name) => !followed.has(name)),
      'nobody follows this fact: call onBroadcast where it matters, or take it out of the protocol',
    ).toEqual([]);
  });
});

describe('the rules of this test', () => {
  it.each([
    ['entrypoints/popup/main.ts', 'utils/browser.ts', null],
    ['components/popup/PopupView.vue', 'utils/browser.ts', 'only an entrypoint takes the browser'],
    ['utils/worker/browser/pages.ts', 'utils/browser.ts', 'only an entrypoint takes the browser'],
    ['components/popup/PopupView.vue', 'utils/texts/texts.ts', null],
    ['utils/domain/failure/failure.ts', 'utils/host/session-runner.ts', 'imports point down only'],
    ['utils/texts/texts.ts', 'components/services.ts', 'imports point down only'],
    ['utils/host/session-runner.ts', 'utils/audio/puller/puller.ts', null],
    ['utils/host/session-runner.ts', 'utils/messaging/protocol.ts', 'folders on one line'],
    ['utils/audio/puller/puller.ts', 'utils/host/connections/watch.ts', 'imports point down only'],
    ['utils/host/connections/peer-connection.ts', 'utils/signalling/port/signalling.ts', null],
    ['utils/signalling/whip/whip.ts', 'utils/host/connections/peer-connection.ts', 'imports point down only'],
    ['utils/worker/browser/toolbar-icon.ts', 'utils/texts/texts.ts', null],
    ['utils/texts/texts.ts', 'utils/worker/browser/pages.ts', 'folders on one line'],
    ['utils/misc/helpers.ts', 'utils/domain/failure/failure.ts', 'utils/misc/helpers.ts lies in no layer'],
    ['utils/domain/misc/x.ts', 'utils/domain/link/link-health.ts', 'utils/domain/misc/x.ts lies in no layer'],
    ['utils/domain/session/session-state.ts', 'utils/domain/log/session-event.ts', null],
    ['utils/domain/log/session-event.ts', 'utils/domain/session/session-state.ts', 'imports point down only'],
    ['utils/domain/session/badge.ts', 'utils/domain/past/patterns.ts', 'folders on one line'],
    ['utils/host/session-runner.ts', 'utils/host/connections/peer-connection.ts', null],
    ['utils/host/microphone/session-track.ts', 'utils/host/network/session-clock.ts', 'folders on one line'],
    ['components/shared/use-now.ts', 'components/popup/use-clicks.ts', 'imports point down only'],
  ])('%s imports %s', (from, to, problem) => {
    if (problem === null) expect(importProblem(from, to)).toBeNull();
    else expect(importProblem(from, to)).toContain(problem);
  });

  it.each([
    ['utils/browser.ts', 'webextension-polyfill', false, null],
    ['utils/worker/browser/pages.ts', 'webextension-polyfill', true, null],
    ['utils/worker/browser/pages.ts', 'webextension-polyfill', false, 'only utils/browser.ts does'],
    ['utils/domain/settings/settings.ts', 'valibot', false, null],
    ['utils/domain/settings/settings.ts', 'dexie', false, 'the domain is pure'],
    ['components/history-list/HistoryView.vue', 'dexie', false, 'belongs to utils/history'],
    ['utils/host/session-runner.ts', 'vue', true, 'belongs to components and entrypoints'],
  ])('%s imports the package %s (type only: %s)', (from, name, isTypeOnly, problem) => {
    if (problem === null) expect(packageProblem(from, name, isTypeOnly)).toBeNull();
    else expect(packageProblem(from, name, isTypeOnly)).toContain(problem);
  });

  it.each([
    ['setTimeout(run);', true],
    ['setTimeout(run, 500);', true],
    ['const waitMs = 60 * 1000; setInterval(run, waitMs);', true],
    ['const waits = { first: 500 } as const; setTimeout(run, waits.first * 2);', true],
    ['const longestMs = 500; setTimeout(run, Math.min(longestMs, askedMs));', true],
    ['setTimeout(run, timerMs(askedMs));', true],
    ['AbortSignal.timeout(500);', true],
    ['watchdog.timeout(askedMs);', true],
    ['setTimeout(run, askedMs);', false],
    ['self.setInterval(run, settings.everyMs);', false],
    ['setTimeout(run, Math.max(500, askedMs));', false],
    ['const waitMs = 2 ** 31; setTimeout(run, waitMs);', false],
    ['setTimeout(run, 2147483648);', false],
    ['let waitMs = 500; setTimeout(run, waitMs);', false],
    ['AbortSignal.timeout(askedMs);', false],
    ['later(setTimeout);', false],
  ])('accept the timer of %s: %s', (code, isFine) => {
    expect(timerProblems(parseSource('utils/x.ts', code)).length).toBe(isFine ? 0 : 1);
  });

  it('see every way to load a file', () => {
    const { imports } = parseSource(
      'components/popup/View.vue',
      `<script setup lang="ts">
        import { a } from './a.ts';
        import type { B } from '../b.ts';
        export { c } from './c.ts';
        const d = import('./d.ts');
        const e = new Worker(new URL('./e.worker.ts', import.meta.url), { type: 'module' });
        import 'vue';
      </script><template><p>import './not-this.ts'</p></template>`,
    );
    expect(imports.map(({ path, isTypeOnly }) => [path, isTypeOnly])).toEqual([
      ['components/popup/a.ts', false],
      ['components/b.ts', true],
      ['components/popup/c.ts', false],
      ['components/popup/d.ts', false],
      ['components/popup/e.worker.ts', false],
      [null, false],
    ]);
    const glob = parseSource(
      'utils/signalling/x.ts',
      `import.meta.glob('./*/whip-adapter.ts', { eager: true });`,
    );
    expect(glob.imports.map(({ path }) => path)).toEqual(['utils/signalling/whip/whip-adapter.ts']);
  });

  it('follow imports over any number of files, but not those of types', () => {
    const graph = new Map(
      [
        parseSource('utils/a.ts', `import './b.ts'; import type { T } from './types.ts';`),
        parseSource('utils/b.ts', `import './c.ts'; import './a.ts';`),
        parseSource('utils/c.ts', ''),
        parseSource('utils/types.ts', ''),
      ].map((file) => [file.path, file]),
    );
    expect([...reachableFrom('utils/a.ts', graph).values()].at(-1)).toEqual([
      'utils/a.ts',
      'utils/b.ts',
      'utils/c.ts',
    ]);
  });

  it('count only handlers that are written out for their receiver', () => {
    const file = parseSource(
      'entrypoints/x.ts',
      `answerCommands('worker', runtime, { start, 'get-state': () => state, stop() {}, ...others });
       answerCommands('host', runtime, { 'host-start': start });`,
    );
    expect(answeredCommands('worker', [file])).toEqual(['start', 'get-state', 'stop']);
  });
});
