import { describe, expect, it, vi } from 'vitest';
import { rememberNetworkHints } from '../../../../utils/host/network/remember-network-hints.ts';
import type { NetworkHint } from '../../../../utils/host/network/session-network.ts';

function system() {
  const followers = new Set<(hint: NetworkHint) => void>();
  let now = 1000;
  const onNetworkHint = rememberNetworkHints({
    onNetworkHint(follow) {
      followers.add(follow);
      return () => followers.delete(follow);
    },
    now: () => now,
  });
  const tell = (hint: NetworkHint) => followers.forEach((follow) => follow(hint));
  const pass = (ms: number) => {
    now += ms;
  };
  return { onNetworkHint, tell, pass, followers };
}

describe('a session that begins to follow the network', () => {
  it.each<[string, [NetworkHint, number][], NetworkHint[]]>([
    ['nothing that nobody said', [], []],
    ['a loss of a moment ago', [['offline', 2999]], ['offline']],
    ['no loss that has lasted', [['offline', 3000]], []],
    [
      'no loss that is over',
      [
        ['offline', 500],
        ['online', 500],
      ],
      [],
    ],
    [
      'a loss that only other interfaces came after',
      [
        ['offline', 500],
        ['changed', 500],
      ],
      ['offline'],
    ],
    ['no other news of before', [['changed', 10]], []],
  ])('is told %s', async (_, past, told) => {
    const { onNetworkHint, tell, pass } = system();
    for (const [hint, agoMs] of past) {
      tell(hint);
      pass(agoMs);
    }
    const follow = vi.fn();
    onNetworkHint(follow);
    expect(follow).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(follow.mock.calls.flat()).toEqual(told);
  });

  it('gets every hint from then on, until it has ended', async () => {
    const { onNetworkHint, tell, followers } = system();
    const follow = vi.fn();
    const unfollow = onNetworkHint(follow);
    tell('changed');
    tell('offline');
    unfollow();
    tell('online');
    onNetworkHint(follow)();
    await Promise.resolve();
    expect(follow.mock.calls.flat()).toEqual(['changed', 'offline']);
    expect(followers.size).toBe(1);
  });

  it('gets no hint where it ended before the first one', async () => {
    const { onNetworkHint, tell } = system();
    tell('offline');
    const follow = vi.fn();
    onNetworkHint(follow)();
    await Promise.resolve();
    expect(follow).not.toHaveBeenCalled();
  });
});
