import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FailureError, type Failure } from '../../../../utils/domain/failure/failure.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import type { Redundancy } from '../../../../utils/domain/profiles/profile-kinds.ts';
import { canAskForNack, lossProtection } from '../../../../utils/host/connections/loss-protection.ts';
import { FakePeerConnection } from '../../../support/fakes/fake-peer-connection.ts';
import { whip } from '../live-world.ts';
import { fakeMicrophone, sessionWorld, startRequest } from '../session-world.ts';

describe('what a connection asks for against loss', () => {
  it.each<[string, Redundancy | undefined, LearnedFacts, { nack: boolean; red: boolean }]>([
    ['is NACK alone, at first', undefined, {}, { nack: true, red: false }],
    ['is RED too where much was lost lately', undefined, { lossy: true }, { nack: true, red: true }],
    [
      'is RED too where that is automatic, and much was lost',
      'automatic',
      { lossy: true },
      { nack: true, red: true },
    ],
    ['is RED too where that is always wanted', 'always', {}, { nack: true, red: true }],
    ['is no RED where that is never wanted', 'never', { lossy: true }, { nack: true, red: false }],
    [
      'is nothing where the server refuses it',
      'always',
      { lossProtectionRefused: true },
      { nack: false, red: false },
    ],
  ])('%s', (_, redundancy, learned, expected) => {
    expect(lossProtection({ ...whip, ...(redundancy && { redundancy }) }, learned)).toEqual(expected);
  });
});

describe('a browser', () => {
  const opusOffer = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n';

  /** A browser that keeps an offer as it is given, or refuses it. */
  function browser(refuses: boolean) {
    const made = new FakePeerConnection();
    made.createOffer = () => Promise.resolve({ type: 'offer', sdp: opusOffer });
    made.setLocalDescription = (description) => {
      if (refuses) return Promise.reject(new DOMException('changed', 'InvalidModificationError'));
      Object.assign(made, { localDescription: description });
      return Promise.resolve();
    };
    return made;
  }

  it.each([
    ['that takes a changed offer is asked', false],
    ['that refuses one is not', true],
  ])('%s, on a connection that is thrown away', async (_, refuses) => {
    const made = browser(refuses);
    expect(await canAskForNack(() => made as unknown as RTCPeerConnection)).toBe(!refuses);
    expect(made.closed).toBe(true);
  });

  it('that makes no more connections is not asked', async () => {
    expect(
      await canAskForNack(() => {
        throw new Error('no more');
      }),
    ).toBe(false);
  });
});

describe('a server', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function started(learned: LearnedFacts = {}) {
    const world = sessionWorld();
    world.runner.start({ ...startRequest(whip), learned });
    world.opening().resolve(fakeMicrophone().microphone);
    await vi.advanceTimersByTimeAsync(0);
    const repeated = () => world.events.filter(({ kind }) => kind === 'offer-repeated');
    const learnedFacts = () =>
      world.events.flatMap((event) => (event.kind === 'profile-learned' ? [event.facts] : []));
    return { ...world, repeated, learnedFacts };
  }

  it.each<Failure>([
    { reason: 'server-refused', status: 400 },
    { reason: 'server-refused', status: 488 },
    { reason: 'server-error', status: 500 },
    { reason: 'server-answer-invalid' },
  ])('that answers the offer by $reason is asked once more without, and that is learned', async (failure) => {
    const world = await started();
    world.negotiation().reject(new FailureError(failure));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.connections).toHaveLength(2);
    await world.goLive();
    expect(world.runner.state()).toMatchObject({ phase: 'live' });
    expect(world.repeated()).toEqual([expect.objectContaining({ without: 'loss-protection', failure })]);
    expect(world.learnedFacts()).toEqual([{ lossProtectionRefused: true }]);
  });

  it('that never connects is asked once more without, within the same Start', async () => {
    const world = await started();
    world.negotiation().resolve({ end: world.ended });
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.connections).toHaveLength(2);
    expect(world.repeated()).toEqual([expect.objectContaining({ without: 'loss-protection' })]);
    await world.goLive();
    expect(world.learnedFacts()).toEqual([{ lossProtectionRefused: true }]);
  });

  it('that never connects, and has not answered the second offer in time, is told of by what came of the first', async () => {
    const world = await started();
    world.negotiation().resolve({ end: world.ended });
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.connections).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'connect-timeout' } });
  });

  it.each<Failure>([
    { reason: 'server-unauthorized' },
    { reason: 'server-not-found' },
    { reason: 'server-busy' },
    { reason: 'server-unreachable' },
  ])('that answers by $reason is not asked again for that', async (failure) => {
    const world = await started();
    world.negotiation().reject(new FailureError(failure));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.repeated()).toEqual([]);
  });

  it('that is known to refuse it is asked for nothing, and so not again', async () => {
    const world = await started({ lossProtectionRefused: true });
    world.negotiation().reject(new FailureError({ reason: 'server-refused', status: 400 }));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.connections).toHaveLength(1);
    expect(world.runner.state()).toMatchObject({ phase: 'failed' });
  });

  it('that refuses both offers is told of by its refusal, and nothing is learned', async () => {
    const world = await started();
    for (let times = 0; times < 2; times += 1) {
      world.negotiation().reject(new FailureError({ reason: 'server-refused', status: 400 }));
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(world.runner.state()).toMatchObject({
      phase: 'failed',
      failure: { reason: 'server-refused', status: 400 },
    });
    expect(world.learnedFacts()).toEqual([]);
  });
});
