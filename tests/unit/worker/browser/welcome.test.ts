import { describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import type { MergedReading } from '../../../../utils/settings/settings-store.ts';
import { createWelcome } from '../../../../utils/worker/browser/welcome.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

const fresh: MergedReading = { ok: true, settings: defaultSettings(), locked: [], policyProblems: [] };
const withServer: MergedReading = {
  ...fresh,
  settings: { ...defaultSettings(), profiles: [aWhipProfile()], activeProfileId: 'studio' },
};

function setUp({
  installType = 'normal',
  reading = fresh,
  held = {},
}: {
  installType?: string;
  reading?: MergedReading;
  /** The content of `storage.local`. */
  held?: Record<string, unknown>;
}) {
  const openPage = vi.fn(() => Promise.resolve());
  const answer = Promise.withResolvers<undefined>();
  const onInstalled = createWelcome({
    management: { getSelf: () => Promise.resolve({ installType } as never) },
    storage: {
      get: () => Promise.resolve(held),
      set(items) {
        Object.assign(held, items);
        return Promise.resolve();
      },
    },
    settings: { loadWithPolicy: () => answer.promise, load: () => Promise.resolve(reading) },
    openPage,
  });
  return { onInstalled, openPage, answer };
}

describe('the page after the installation', () => {
  it.each<[string, Parameters<typeof setUp>[0], 'install' | 'update' | 'browser_update', number]>([
    ['is opened where a user has installed it', {}, 'install', 1],
    ['is opened where another program has installed it', { installType: 'sideload' }, 'install', 1],
    ['is not opened by an update', {}, 'update', 0],
    ['is not opened by an update of the browser', {}, 'browser_update', 0],
    ['is not opened where an administrator has installed it', { installType: 'admin' }, 'install', 0],
    ['is opened in an unpacked copy', { installType: 'development' }, 'install', 1],
    ['is not opened where it was seen before', { held: { welcomed: true } }, 'install', 0],
    ['is not opened under a lock', { reading: { ...fresh, locked: ['keepAwake'] } }, 'install', 0],
    ['is not opened where a policy has set a server', { reading: withServer }, 'install', 0],
    [
      'is not opened where the settings cannot be read',
      { reading: { ok: false, problem: 'newer-version' } },
      'install',
      0,
    ],
  ])('%s', async (_what, options, reason, times) => {
    const { onInstalled, openPage, answer } = setUp(options);
    answer.resolve(undefined);
    await onInstalled({ reason });
    expect(openPage).toHaveBeenCalledTimes(times);
  });

  it('is opened once, however often the browser tells of an installation', async () => {
    const { onInstalled, openPage, answer } = setUp({});
    answer.resolve(undefined);
    await onInstalled({ reason: 'install' });
    await onInstalled({ reason: 'install' });
    expect(openPage).toHaveBeenCalledOnce();
  });

  it('waits until the browser has said what an administrator has set', async () => {
    const { onInstalled, openPage, answer } = setUp({});
    const opened = onInstalled({ reason: 'install' });
    await Promise.resolve();
    expect(openPage).not.toHaveBeenCalled();
    answer.resolve(undefined);
    await opened;
    expect(openPage).toHaveBeenCalledOnce();
  });
});
