import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftOutParts } from '../../../utils/domain/profiles/left-out.ts';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import { noFrames } from '../../../utils/domain/frames/error-threshold.ts';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import { NewConnectionNeeded } from '../../../utils/signalling/port/new-connection-needed.ts';
import { fakeMicrophone, sessionWorld, startRequest } from './session-world.ts';

const refusesTrickling = () =>
  new NewConnectionNeeded('trickling', { reason: 'server-refused', status: 405 });

const whip: Profile = {
  id: 'studio',
  name: 'Studio',
  kind: 'whip',
  url: 'https://ingest.example/whip?room=secret',
  token: 'token-that-is-secret',
  iceServers: [{ url: 'turn:relay.example', username: 'speaker', credential: 'credential-that-is-secret' }],
  iceTransportPolicy: 'relay',
};

describe('the session runner', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('goes live by microphone, answer and media, and logs the way there', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    const { track } = await world.goLive();
    expect(world.runner.state().phase).toBe('live');
    expect(world.connection().track).toBe(track.clones[0]);
    expect(world.pullerControls.pull).toHaveBeenCalledWith(track);
    expect(world.kinds()).toEqual(
      expect.arrayContaining([
        'session-started',
        'microphone-acquired',
        'answer-applied',
        'candidate-pair-selected',
        'live',
      ]),
    );
  });

  it('logs its beginning at the moment of the Start, however long its resources take to be made', () => {
    const world = sessionWorld((name, edge) => {
      if (name !== 'createPuller') return edge;
      const slowly = (...given: Parameters<typeof edge>) => {
        vi.setSystemTime(Date.now() + 250);
        return edge(...given);
      };
      return slowly as typeof edge;
    });
    world.runner.start(startRequest());
    expect(world.runner.state()).toMatchObject({ running: { session: { startedAt: 1000 } } });
    expect(world.events[0]).toMatchObject({ kind: 'session-started', at: 1000 });
  });

  it('is not live while packets leave and nobody is heard', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    world.negotiation().resolve({ end: world.ended });
    world.opening().resolve(fakeMicrophone().microphone);
    world.connection().report = new Map([['O', { type: 'outbound-rtp', kind: 'audio', packetsSent: 9 }]]);
    world.connection().become('connected', 'connected');
    await vi.advanceTimersByTimeAsync(500);
    expect(world.runner.state()).toMatchObject({ phase: 'starting', awaiting: ['media'] });
  });

  it('is not live while the far side is heard and no packet leaves', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    world.negotiation().resolve({ end: world.ended });
    world.opening().resolve(fakeMicrophone().microphone);
    world.connection().flow(0, Date.now());
    world.connection().report.delete('O');
    world.connection().become('connected', 'connected');
    await vi.advanceTimersByTimeAsync(500);
    expect(world.runner.state()).toMatchObject({ phase: 'starting', awaiting: ['media'] });
  });

  it('measures a sample a second from live on, and none before and after', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.samples).toEqual([]);
    await world.goLive();
    await vi.advanceTimersByTimeAsync(3000);
    expect(world.samples.map(({ sessionId }) => sessionId)).toEqual(
      Array(3).fill(world.events[0]?.sessionId),
    );
    expect(world.samples[1]?.at).toBe((world.samples[0]?.at ?? 0) + 1000);
    expect(world.samples.at(-1)).toMatchObject({ consecutiveErrors: 0, understoodMsAgo: null });
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(3000);
    expect(world.samples).toHaveLength(3);
  });

  it('releases everything on Stop, the microphone at once, and closes the session at the server', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    const { microphone } = await world.goLive();
    world.runner.stop();
    expect(microphone.close).toHaveBeenCalledOnce();
    expect(world.connection().closed).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.ended).toHaveBeenCalledOnce();
    expect(world.runner.state()).toEqual({ phase: 'idle' });
    expect(world.kinds().slice(-3)).toEqual(['stop-requested', 'frames-counted', 'session-ended']);
    expect(world.events.map(({ seq }) => seq)).toEqual(world.events.map((_, index) => index + 1));
  });

  it.each<[RTCPeerConnectionState, RTCIceConnectionState]>([
    ['failed', 'disconnected'],
    ['connected', 'failed'],
    ['closed', 'closed'],
  ])('ends at once when the connection is %s / %s, and can start again', async (connectionState, ice) => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.connection().become(connectionState, ice);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'connection-lost' } });
    world.runner.start(startRequest());
    await world.goLive();
    expect(world.runner.state().phase).toBe('live');
  });

  it('begins once by one Start, which may come again behind a Stop', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(), 'one');
    world.runner.start(startRequest(), 'one');
    await world.goLive();
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    world.runner.start(startRequest(), 'one');
    expect(world.runner.state()).toEqual({ phase: 'idle' });
    expect(world.kinds().filter((kind) => kind === 'session-started')).toHaveLength(1);
    world.runner.start(startRequest(), 'another');
    expect(world.runner.state()).toMatchObject({
      phase: 'starting',
      running: { session: { id: 'another' } },
    });
  });

  it('endures a blip, and logs it', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.connection().become('disconnected', 'disconnected');
    await vi.advanceTimersByTimeAsync(490);
    world.connection().become('connected', 'connected');
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.runner.state().phase).toBe('live');
    const statuses = world.events.flatMap((event) =>
      event.kind === 'connection-status-changed' ? [event.status] : [],
    );
    expect(statuses).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('takes a disconnection that outlasts 50 frames for a loss, even while no frame comes', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.connection().become('disconnected', 'disconnected');
    await vi.advanceTimersByTimeAsync(500);
    expect(world.runner.state()).toMatchObject({
      phase: 'failed',
      failure: { reason: 'connection-lost', status: 'disconnected' },
    });
  });

  it('reads the states also where no event tells of them', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.connection().connectionState = 'failed';
    await vi.advanceTimersByTimeAsync(500);
    expect(world.runner.state().phase).toBe('failed');
  });

  it('tells the puller every status, since the puller checks it on every frame', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.connection().become('disconnected', 'disconnected');
    expect(world.pullerControls.setConnectionStatus.mock.calls).toEqual([['connected'], ['disconnected']]);
  });

  it('tells a loss noticed by the puller as the loss that it is', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.puller().onThreshold({ reason: 'frames-failing', cause: 'disconnected', count: 50 }, noFrames());
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ failure: { reason: 'connection-lost' } });
    expect(world.events).toContainEqual(
      expect.objectContaining({
        kind: 'connection-lost',
        status: 'disconnected',
        lastHeardMsAgo: expect.any(Number) as unknown,
      }),
    );
  });

  it('tells a loss once, whoever notices it first', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.connection().become('failed', 'failed');
    world.puller().onThreshold({ reason: 'frames-failing', cause: 'disconnected', count: 50 }, noFrames());
    await vi.advanceTimersByTimeAsync(0);
    expect(world.kinds().filter((kind) => kind === 'connection-lost')).toHaveLength(1);
  });

  it('ends by its own reason when frames fail', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    const failure = { reason: 'frames-failing', cause: 'no-frame', count: 50 } as const;
    world.puller().onThreshold(failure, noFrames());
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure });
  });

  it('has a deadline of its own for a connection that never comes', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    world.negotiation().resolve({ end: world.ended });
    world.opening().resolve(fakeMicrophone().microphone);
    await vi.advanceTimersByTimeAsync(5000);
    world.negotiation().resolve({ end: world.ended });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'connect-timeout' } });
  });

  describe('whose first connection fails within moments, because the network has just changed', () => {
    /** Makes ICE end at once: without anything to try, or without anything that leaves the computer. */
    const failAtOnce = async (world: ReturnType<typeof sessionWorld>) => {
      world.negotiation().resolve({ end: world.ended });
      await vi.advanceTimersByTimeAsync(300);
      world.connection().become('failed', 'failed');
      await vi.advanceTimersByTimeAsync(0);
    };

    it('closes it at the server and makes another one, with the microphone that is open by now', async () => {
      const world = sessionWorld();
      world.runner.start(startRequest(whip));
      const { microphone, track } = fakeMicrophone();
      world.opening().resolve(microphone);
      await failAtOnce(world);
      expect(world.runner.state()).toMatchObject({ phase: 'starting', awaiting: ['answer', 'media'] });
      expect(world.connection().closed).toBe(true);
      expect(world.ended).toHaveBeenCalledOnce();
      await vi.advanceTimersByTimeAsync(500);
      expect(world.connections).toHaveLength(2);
      expect(world.connection().track).toBe(track.clones[0]);
      world.negotiation().resolve({ end: world.ended });
      world.connection().flow(5, Date.now());
      world.connection().become('connected', 'connected');
      await vi.advanceTimersByTimeAsync(100);
      expect(world.runner.state().phase).toBe('live');
      expect(world.kinds().filter((kind) => /attempt/.test(kind))).toEqual([
        'attempt-failed',
        'attempt-began',
      ]);
      expect(world.openings).toHaveLength(1);
    });

    it('requests another connection only after the server has answered the close', async () => {
      const world = sessionWorld();
      const closing = Promise.withResolvers<undefined>();
      world.ended.mockImplementationOnce(() => closing.promise);
      world.runner.start(startRequest(whip));
      await failAtOnce(world);
      await vi.advanceTimersByTimeAsync(2000);
      expect(world.connections).toHaveLength(1);
      closing.resolve(undefined);
      await vi.advanceTimersByTimeAsync(0);
      expect(world.connections).toHaveLength(2);
    });

    it('does not wait for a close that was sent into a network which is gone', async () => {
      const world = sessionWorld();
      world.ended.mockImplementationOnce(() => new Promise(() => undefined));
      world.runner.start(startRequest(whip));
      world.negotiation().resolve({ end: world.ended });
      await vi.advanceTimersByTimeAsync(100);
      world.moveTo('198.51.100.7');
      world.tellNetwork('changed');
      await vi.advanceTimersByTimeAsync(499);
      expect(world.connections).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(world.connections).toHaveLength(2);
    });

    it('has one deadline for all of them, however many', async () => {
      const world = sessionWorld();
      world.runner.start(startRequest({ ...whip, iceTransportPolicy: 'all' }));
      while (world.runner.state().phase === 'starting' && Date.now() < 16_500) {
        if (!world.connection().closed) await failAtOnce(world);
        await vi.advanceTimersByTimeAsync(100);
      }
      expect(Date.now()).toBeLessThanOrEqual(16_100);
      expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'connect-timeout' } });
      expect(world.connections.every(({ closed }) => closed)).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    });

    it('makes another one over the next network, without a word to the user', async () => {
      const world = sessionWorld();
      world.runner.start(startRequest(whip));
      world.opening().resolve(fakeMicrophone().microphone);
      await vi.advanceTimersByTimeAsync(100);
      world.tellNetwork('offline');
      world.negotiation().reject(new FailureError({ reason: 'server-unreachable' }));
      await vi.advanceTimersByTimeAsync(4000);
      expect(world.runner.state()).toMatchObject({ phase: 'starting', isNetworkChanging: true });
      world.moveTo('198.51.100.7');
      const before = world.connections.length;
      world.tellNetwork('online');
      await vi.advanceTimersByTimeAsync(0);
      expect(world.connections.length).toBeGreaterThan(before);
      world.negotiation().resolve({ end: world.ended });
      world.connection().flow(5, Date.now());
      world.connection().become('connected', 'connected');
      await vi.advanceTimersByTimeAsync(100);
      expect(world.runner.state().phase).toBe('live');
      expect(world.connections.filter(({ closed }) => !closed)).toHaveLength(1);
      expect(world.openings).toHaveLength(1);
    });

    it('makes no other one after Stop', async () => {
      const world = sessionWorld();
      world.runner.start(startRequest(whip));
      await failAtOnce(world);
      world.runner.stop();
      await vi.advanceTimersByTimeAsync(20_000);
      expect(world.connections).toHaveLength(1);
      expect(world.runner.state()).toEqual({ phase: 'idle' });
    });
  });

  it('says that the TURN credentials were refused, as soon as nothing is left to try', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(whip));
    world.connection().failIceServer('turn:relay.example:3478?transport=udp', 401);
    world.connection().finishGathering();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'turn-unauthorized' } });
  });

  it('closes the session at the server when the microphone fails after the answer', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    world.negotiation().resolve({ end: world.ended });
    await vi.advanceTimersByTimeAsync(0);
    world.opening().reject(new FailureError({ reason: 'microphone-busy' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(world.ended).toHaveBeenCalledOnce();
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'microphone-busy' } });
  });

  it('stops a microphone that opens only after Stop', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toEqual({ phase: 'idle' });
  });

  it('makes one new connection for each thing that the server refuses or needs, over the same microphone', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(whip));
    const { microphone, track } = fakeMicrophone();
    world.opening().resolve(microphone);
    await vi.advanceTimersByTimeAsync(0);
    for (const replacements of [1, 2]) {
      world.negotiation().reject(refusesTrickling());
      await vi.advanceTimersByTimeAsync(0);
      const closed = Array.from({ length: replacements }, () => true);
      expect(world.connections.map((each) => each.closed)).toEqual([...closed, false]);
      expect(world.connection().track).toBe(track.clones[0]);
    }
    expect(microphone.close).not.toHaveBeenCalled();
    world.negotiation().reject(refusesTrickling());
    await vi.advanceTimersByTimeAsync(0);
    expect(world.connections).toHaveLength(leftOutParts.length + 1);
    world.negotiation().reject(refusesTrickling());
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({
      phase: 'failed',
      failure: { reason: 'server-refused', status: 405 },
    });
  });

  it('tells a microphone’s faults apart from the network’s', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    const { tell } = await world.goLive();
    tell('muted');
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { microphone: 'muted' } });
    expect(world.pullerControls.setMicrophoneMuted).toHaveBeenLastCalledWith(true);
    tell('unmuted');
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { microphone: 'sounding' } });
    world.puller().onCondition('silent');
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { microphone: 'silent' } });
    tell('microphone-ended');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'microphone-ended' } });
  });

  it('mutes by disabling the track, also one that comes later', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    world.runner.setMuted(true);
    await world.goLive();
    expect(world.connection().track?.enabled).toBe(false);
    world.runner.setMuted(false);
    expect(world.connection().track?.enabled).toBe(true);
    expect(world.pullerControls.setUserMuted.mock.calls).toEqual([[true], [false]]);
  });

  it('takes another microphone at once and lets the old one go only then', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    const first = await world.goLive();
    world.runner.useMicrophone({ ...startRequest().microphone, deviceId: 'other' });
    await vi.advanceTimersByTimeAsync(0);
    expect(first.microphone.close).not.toHaveBeenCalled();
    const second = fakeMicrophone('Headset');
    world.opening().resolve(second.microphone);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.connection().track).toBe(second.track.clones[0]);
    expect(first.microphone.close).toHaveBeenCalledOnce();
    first.tell('microphone-ended');
    expect(world.runner.state().phase).toBe('live');
  });

  it('leaves the microphone alone where something else of the settings has changed', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    const opening = world.opening();
    world.runner.useMicrophone({ ...startRequest().microphone });
    await vi.advanceTimersByTimeAsync(0);
    expect(world.opening()).toBe(opening);
  });

  it('keeps the microphone it has where the other cannot be opened', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    const { microphone } = await world.goLive();
    world.runner.useMicrophone({ ...startRequest().microphone, deviceId: 'gone' });
    await vi.advanceTimersByTimeAsync(0);
    world.opening().reject(new FailureError({ reason: 'microphone-missing' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(microphone.close).not.toHaveBeenCalled();
    expect(world.runner.state().phase).toBe('live');
    expect(world.events.at(-1)).toMatchObject({ kind: 'microphone-replacement-failed' });
  });

  it('ends when the server says that it ends', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    world.signalling().onServerMessage('error');
    expect(world.runner.state().phase).toBe('live');
    world.signalling().onServerMessage('stream-ended');
    await vi.advanceTimersByTimeAsync(0);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'server-ended' } });
    // A server that speaks on adds nothing to the log of a session that has ended.
    const { length } = world.events;
    world.signalling().onServerMessage('error');
    expect(world.events).toHaveLength(length);
  });

  it('tells views of the errors that the server reports, counted, with the newest one’s words', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    expect(world.serverErrors()).toBeNull();
    world.signalling().onServerMessage('error', { code: 'overloaded', said: 'Busy.' });
    expect(world.serverErrors()).toEqual({ code: 'overloaded', said: 'Busy.', times: 1, at: Date.now() });
    for (let more = 0; more < 10_000; more += 1)
      world.signalling().onServerMessage('error', { said: 'Busy.' });
    world.signalling().onServerMessage('peer-left');
    expect(world.serverErrors()).toEqual({ said: 'Busy.', times: 10_001, at: Date.now() });
  });

  it('counts texts, and hands on what is said without a word of it in the log', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest());
    await world.goLive();
    const said = (text: string, isMore: boolean, isFinal: boolean) =>
      world.signalling().onText({ type: 'text', id: '1', text, isMore, isFinal });
    said('pome', true, false);
    said('granate', true, false);
    said('Pomegranate.', false, true);
    expect(world.texts.map(({ segments }) => segments.map(({ text, isFinal }) => [text, isFinal]))).toEqual([
      [['pome', false]],
      [['pomegranate', false]],
      [['Pomegranate.', true]],
    ]);
    expect(JSON.stringify(world.events)).not.toMatch(/pome/i);
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.events).toContainEqual(
      expect.objectContaining({ kind: 'texts-counted', deltas: 2, completed: 1, failed: 0 }),
    );
  });

  it('tells the puller whether a view watches, also one that opened before the session', () => {
    const world = sessionWorld();
    world.runner.setWatched(true);
    world.runner.start(startRequest());
    expect(world.pullerControls.setWatched).toHaveBeenLastCalledWith(true);
    world.runner.setWatched(false);
    expect(world.pullerControls.setWatched).toHaveBeenLastCalledWith(false);
  });

  it('writes no token, no credential and no path of the server into the log', async () => {
    const world = sessionWorld();
    world.runner.start(startRequest(whip));
    world.connection().failIceServer('turn:relay.example:3478?transport=udp', 401);
    await world.goLive();
    world.runner.stop();
    await vi.advanceTimersByTimeAsync(0);
    const log = JSON.stringify([world.events, world.states]);
    expect(log).not.toMatch(/that-is-secret|room=/);
    expect(log).toContain('https://ingest.example');
  });
});
