import { describe, expect, it } from 'vitest';
import { createLossClock } from '../../../../utils/audio/puller/loss-clock.ts';

function setUp() {
  const clock = { time: 0 };
  const loss = createLossClock({ steady: () => clock.time });
  const pull = (frames: number) =>
    Array.from({ length: frames }, () => loss.countsAgainst()).filter(Boolean).length;
  return { clock, loss, pull };
}

describe('loss clock', () => {
  it.each(['new', 'connecting', 'connected'] as const)('counts no frame pulled while %s', (status) => {
    const { loss, pull } = setUp();
    loss.setStatus(status);
    expect(pull(10)).toBe(0);
  });

  it.each(['disconnected', 'failed', 'closed'] as const)(
    'counts each frame pulled on time while %s',
    (status) => {
      const { clock, loss } = setUp();
      loss.setStatus(status);
      for (let frame = 0; frame < 50; frame += 1) {
        expect(loss.countsAgainst()).toBe(true);
        clock.time += 10;
      }
    },
  );

  it('counts frames that come three at a time', () => {
    const { clock, loss, pull } = setUp();
    loss.setStatus('disconnected');
    let counted = 0;
    for (let burst = 1; burst <= 10; burst += 1) {
      clock.time += 30;
      counted += pull(3);
    }
    expect(counted).toBe(30);
  });

  it('does not take a backlog pulled at once for a long loss', () => {
    const { loss, pull } = setUp();
    loss.setStatus('disconnected');
    expect(pull(100)).toBe(1);
  });

  it('goes on counting one loss that gets worse', () => {
    const { clock, loss, pull } = setUp();
    loss.setStatus('disconnected');
    pull(1);
    loss.setStatus('failed');
    expect(pull(1)).toBe(0);
    clock.time = 10;
    expect(pull(1)).toBe(1);
  });

  it('begins anew after a blip', () => {
    const { loss, pull } = setUp();
    loss.setStatus('disconnected');
    pull(1);
    loss.setStatus('connected');
    expect(loss.isLost()).toBe(false);
    loss.setStatus('disconnected');
    expect(pull(1)).toBe(1);
  });
});
