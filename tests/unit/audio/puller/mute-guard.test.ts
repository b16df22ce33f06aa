import { expect, it, vi } from 'vitest';
import { createMuteGuard } from '../../../../utils/audio/puller/mute-guard.ts';
import { pseudoSpeech } from '../../../support/pseudo-speech.ts';

const { samples, sampleRate } = pseudoSpeech({ seed: 11, seconds: 12 });

function guarded() {
  const clock = { now: 1000 };
  const onSpokeWhileMuted = vi.fn();
  const guard = createMuteGuard({ onSpokeWhileMuted, now: () => clock.now });
  /** Feeds a part of the speech; returns the samples that the guard lets through. */
  function hear(fromSeconds: number, toSeconds: number): Float32Array {
    const out: number[] = [];
    for (let at = fromSeconds * sampleRate; at + 160 <= toSeconds * sampleRate; at += 160) {
      clock.now += 10;
      out.push(
        ...guard.admit({ samples: samples.subarray(at, at + 160), sampleRate, timestamp: at }).samples,
      );
    }
    return Float32Array.from(out);
  }
  return { guard, hear, onSpokeWhileMuted, clock };
}

it('the mute guard passes everything unchanged while the user does not mute', () => {
  const { hear, onSpokeWhileMuted } = guarded();
  expect(hear(0, 6)).toEqual(samples.slice(0, 6 * sampleRate));
  expect(onSpokeWhileMuted).not.toHaveBeenCalled();
});

it('the mute guard passes only silence while the user mutes, frame by frame, and everything afterwards', () => {
  const { guard, hear } = guarded();
  hear(0, 2);
  guard.setMuted(true);
  expect(hear(2, 9)).toEqual(new Float32Array(7 * sampleRate));
  guard.setMuted(false);
  expect(hear(9, 10)).toEqual(samples.slice(9 * sampleRate, 10 * sampleRate));
});

it('the mute guard tells once in each mute that somebody has spoken for seconds', () => {
  const { guard, hear, onSpokeWhileMuted } = guarded();
  hear(0, 6);
  guard.setMuted(true);
  // Speech before the mute does not count.
  hear(6, 7);
  expect(onSpokeWhileMuted).not.toHaveBeenCalled();
  hear(0, 12);
  guard.setMuted(true);
  hear(0, 12);
  expect(onSpokeWhileMuted).toHaveBeenCalledOnce();
  guard.setMuted(false);
  hear(0, 12);
  guard.setMuted(true);
  hear(0, 12);
  expect(onSpokeWhileMuted).toHaveBeenCalledTimes(2);
});

it('the mute guard knows when somebody spoke last, muted or not', () => {
  const { guard, hear, clock } = guarded();
  expect(guard.spokeAt()).toBeNull();
  hear(0, 6);
  const spokeAt = guard.spokeAt();
  expect(spokeAt).toBeGreaterThan(5000);
  clock.now += 60_000;
  expect(guard.spokeAt()).toBe(spokeAt);
  guard.setMuted(true);
  hear(0, 6);
  expect(guard.spokeAt()).toBeGreaterThan(66_000);
});
