import { describe, expect, it, vi } from 'vitest';
import { live, starting } from '../domain/builders.ts';
import { keepAwakeWhileLive } from '../../../utils/worker/browser/keep-awake-while-live.ts';
import { createOffscreenDocument } from '../../../utils/worker/browser/offscreen-document.ts';
import { createStateFollower } from '../../../utils/worker/session/state-follower.ts';

describe('followers of the state', () => {
  it('see states in order, however slow one of them is', async () => {
    const seen: string[] = [];
    const first = Promise.withResolvers<undefined>();
    const follow = createStateFollower(
      [
        async ({ phase }) => {
          if (phase === 'starting') await first.promise;
          seen.push(phase);
        },
      ],
      () => undefined,
    );
    void follow(starting(), { phase: 'idle' });
    const done = follow(live(), starting());
    first.resolve(undefined);
    await done;
    expect(seen).toEqual(['starting', 'live']);
  });

  it('do not keep each other from following when one throws', async () => {
    const onError = vi.fn();
    const seen = vi.fn();
    const broken = () => {
      throw new Error('no badge today');
    };
    await createStateFollower([broken, seen], onError)(live(), starting());
    expect(seen).toHaveBeenCalledOnce();
    expect(onError).toHaveBeenCalledOnce();
  });
});

describe('the computer', () => {
  it.each([
    ['awake while live', live(), true, 'requestKeepAwake'],
    ['free to sleep where the user wants that', live(), false, 'releaseKeepAwake'],
    ['free to sleep when nothing is live', starting(), true, 'releaseKeepAwake'],
  ] as const)('is kept %s', (_name, state, wanted, called) => {
    const power = { requestKeepAwake: vi.fn(), releaseKeepAwake: vi.fn() };
    keepAwakeWhileLive(state, wanted, power, 0);
    expect(power[called]).toHaveBeenCalledOnce();
  });
});

describe('the offscreen document', () => {
  function fakeChrome(existing: number) {
    const contexts: object[] = Array.from({ length: existing }, () => ({}));
    const createDocument = vi.fn(() => {
      contexts.push({});
      return Promise.resolve();
    });
    const runtime = { getContexts: vi.fn(() => Promise.resolve(contexts)), getURL: (path: string) => path };
    return { createDocument, deps: { offscreen: { createDocument }, runtime } as never };
  }

  it('is made once for all who want it at the same time', async () => {
    const { createDocument, deps } = fakeChrome(0);
    const { ensure } = createOffscreenDocument(deps);
    await Promise.all([ensure(), ensure(), ensure()]);
    expect(createDocument).toHaveBeenCalledOnce();
  });

  it('is not made again where there is one', async () => {
    const { createDocument, deps } = fakeChrome(1);
    await createOffscreenDocument(deps).ensure();
    expect(createDocument).not.toHaveBeenCalled();
  });

  it('is tried again after it could not be made', async () => {
    const { createDocument, deps } = fakeChrome(0);
    createDocument.mockRejectedValueOnce(new Error('not now'));
    const { ensure } = createOffscreenDocument(deps);
    await expect(ensure()).rejects.toThrow('not now');
    await ensure();
    expect(createDocument).toHaveBeenCalledTimes(2);
  });
});
