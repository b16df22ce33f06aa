import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StartRequest } from '../../../utils/domain/session/start-request.ts';
import { liveWorld, whip } from './live-world.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a connection at a server that ends each after a minute', () => {
  const profile = { ...whip, sessionLimitMs: 60_000 };

  async function serving(overrides: Partial<StartRequest> = {}) {
    const world = await liveWorld({ profile, ...overrides });
    const silence = world.keepHearing(world.first);
    /** Advances the time until the next connection is to be made. */
    const toTheEnd = () => pass(45_500);
    return { ...world, silence, toTheEnd };
  }

  it('is replaced before that without ever being anything but live, and closed only when the next one is heard', async () => {
    const world = await serving();
    const told = world.states.length;
    await world.toTheEnd();
    expect(world.openConnections()).toEqual([world.first, world.connection()]);
    expect(world.connection().track).toBe(world.track.clones[0]);
    world.negotiation().resolve({ end: world.ended });
    await pass(300);
    expect(world.first.closed).toBe(false);
    await world.accept();
    expect(world.openConnections()).toEqual([world.connection()]);
    expect(world.ended).toHaveBeenCalledOnce();
    expect(new Set(world.states.slice(told).map(({ phase }) => phase))).toEqual(new Set(['live']));
    expect(world.kinds().filter((kind) => /roll|recover|attempt/.test(kind))).toEqual([
      'roll-over-began',
      'rolled-over',
    ]);
    expect(world.logged('rolled-over')[0]).toMatchObject({ cause: 'session-limit' });
    expect(world.microphone.close).not.toHaveBeenCalled();
  });

  it('is replaced again when the next one’s time is up', async () => {
    const world = await serving();
    await world.toTheEnd();
    await world.accept();
    world.keepHearing(world.connection());
    await pass(40_000);
    expect(world.connections).toHaveLength(2);
    await pass(6000);
    expect(world.connections).toHaveLength(3);
  });

  it('serves on while the next one fails, which is tried again after a while', async () => {
    const world = await serving();
    await world.toTheEnd();
    await world.refuse({ reason: 'server-unauthorized' });
    expect(world.logged('roll-over-failed')).toEqual([
      expect.objectContaining({ failure: { reason: 'server-unauthorized' }, nextInMs: 2000 }),
    ]);
    expect(world.openConnections()).toEqual([world.first]);
    await pass(3000);
    expect(world.connections).toHaveLength(3);
    await pass(8000);
    expect(world.logged('roll-over-failed').at(-1)).toMatchObject({
      failure: { reason: 'server-timeout' },
      nextInMs: 4000,
    });
    await pass(5000);
    await world.accept();
    expect(world.logged('rolled-over')).toHaveLength(1);
    expect(world.runner.state().phase).toBe('live');
    expect(world.logged('recovery-began')).toEqual([]);
  });

  it('is lost like any other, and what was to replace it may heal that', async () => {
    const world = await serving();
    await world.toTheEnd();
    world.silence();
    while (world.runner.state().phase === 'live') await pass(100);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', rung: 'hold' });
    expect(world.openConnections()).toHaveLength(2);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'new-connection' })]);
    expect(world.logged('rolled-over')).toEqual([]);
  });

  it('goes first where the server takes one publisher, which is an interruption and reported as one', async () => {
    const world = await serving({ learned: { onePublisher: true } });
    await world.toTheEnd();
    expect(world.openConnections()).toEqual([world.connection()]);
    expect(world.first.closed).toBe(true);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'replaced' });
    await world.accept();
    expect(world.kinds().filter((kind) => /roll|recover/.test(kind))).toEqual([
      'roll-over-began',
      'recovery-began',
      'recovered',
    ]);
  });

  it('goes first also where the server says only then that it takes one, and that is remembered', async () => {
    const world = await serving();
    await world.toTheEnd();
    await world.refuse({ reason: 'server-busy' });
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'replaced' });
    await world.refuse({ reason: 'server-busy' });
    expect(world.first.closed).toBe(true);
    await world.accept();
    expect(world.runner.state().phase).toBe('live');
    expect(world.logged('profile-learned')).toEqual([
      expect.objectContaining({ facts: { onePublisher: true } }),
    ]);
  });

  it('is not given up for the next one where the user wants to be told of a loss', async () => {
    const recovery = { mode: 'stop-and-tell', giveUpAfterMs: null } as const;
    const world = await serving({ learned: { onePublisher: true }, recovery });
    await world.toTheEnd();
    expect(world.runner.state().phase).toBe('live');
    expect(world.openConnections()).toEqual([world.first]);
    expect(world.logged('roll-over-failed')).toHaveLength(1);
  });

  it('is replaced without a gap there too, where the server lets it', async () => {
    const recovery = { mode: 'stop-and-tell', giveUpAfterMs: null } as const;
    const world = await serving({ recovery });
    await world.toTheEnd();
    await world.accept();
    expect(world.logged('rolled-over')).toHaveLength(1);
  });

  it('is let go with the next one on Stop', async () => {
    const world = await serving();
    await world.toTheEnd();
    world.runner.stop();
    world.silence();
    await pass(0);
    expect(world.runner.state()).toEqual({ phase: 'idle' });
    expect(world.openConnections()).toEqual([]);
    expect(world.logged('roll-over-failed')).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('TURN credentials that expire', () => {
  const expiresAt = 61_000;
  const server = {
    url: 'turn:relay.example:3478',
    username: `${String(expiresAt / 1000).padStart(9, '0')}:speaker`,
    credential: 'secret',
  };
  const announced = [{ urls: server.url, username: server.username, credential: server.credential }];

  it('which the server announces are renewed with the next connection', async () => {
    const world = await liveWorld();
    world.first.configuration.iceServers = announced;
    world.keepHearing(world.first, server.url);
    await pass(46_000);
    expect(world.logged('roll-over-began')).toEqual([expect.objectContaining({ cause: 'turn-expiry' })]);
    await world.accept();
    expect(world.logged('rolled-over')).toHaveLength(1);
  });

  it('do not matter to a path that is not relayed', async () => {
    const world = await liveWorld();
    world.first.configuration.iceServers = announced;
    world.keepHearing(world.first);
    await pass(120_000);
    expect(world.connections).toHaveLength(1);
    expect(world.kinds()).not.toContain('roll-over-began');
  });

  it('which the profile itself holds are reported once, in time, and no connection is replaced needlessly', async () => {
    const world = await liveWorld({ profile: { ...whip, iceServers: [server] } });
    world.keepHearing(world.first, server.url);
    await pass(44_000);
    expect(world.kinds()).not.toContain('turn-credentials-expiring');
    await pass(60_000);
    expect(world.connections).toHaveLength(1);
    const told = world.logged('turn-credentials-expiring');
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain('speaker');
  });
});

describe('another network', () => {
  it('gets a connection over it before the one in use is given up', async () => {
    const world = await liveWorld();
    world.keepHearing(world.first);
    world.moveTo('192.0.2.1', '198.51.100.7');
    world.tellNetwork('changed');
    await pass(0);
    expect(world.openConnections()).toHaveLength(2);
    expect(world.logged('roll-over-began')).toEqual([expect.objectContaining({ cause: 'network-changed' })]);
    await world.accept();
    expect(world.openConnections()).toEqual([world.connection()]);
    expect(world.runner.state().phase).toBe('live');
    expect(world.logged('recovery-began')).toEqual([]);
  });

  it('is found within seconds also where nobody says so, and a hint alone means nothing', async () => {
    const world = await liveWorld();
    world.keepHearing(world.first);
    world.tellNetwork('changed');
    await pass(10_000);
    expect(world.connections).toHaveLength(1);
    world.moveTo('198.51.100.7');
    await pass(15_000);
    expect(world.connections).toHaveLength(2);
  });

  it('ends the wait of a session that is lost', async () => {
    const world = await liveWorld();
    world.tellNetwork('offline');
    expect(world.runner.state()).toMatchObject({ rung: 'hold' });
    world.moveTo('198.51.100.7');
    world.tellNetwork('changed');
    await pass(0);
    expect(world.openConnections()).toHaveLength(2);
  });

  it('that is the old one again needs none, nor does one that has gone while the far side is heard', async () => {
    const world = await liveWorld();
    world.keepHearing(world.first);
    world.moveTo();
    world.tellNetwork('changed');
    await pass(3000);
    world.moveTo('192.0.2.1');
    world.tellNetwork('changed');
    await pass(3000);
    expect(world.connections).toHaveLength(1);
    expect(world.logged('recovery-began')).toEqual([]);
    world.moveTo('198.51.100.7');
    world.tellNetwork('changed');
    await pass(0);
    await world.accept();
    world.keepHearing(world.connection());
    world.moveTo('192.0.2.1');
    world.tellNetwork('changed');
    await pass(0);
    expect(world.connections).toHaveLength(3);
  });

  it('is no reason to interrupt the only publisher, unless the old one has gone and nothing is heard', async () => {
    const world = await liveWorld({ learned: { onePublisher: true } });
    const silence = world.keepHearing(world.first);
    world.moveTo('192.0.2.1', '198.51.100.7');
    world.tellNetwork('changed');
    await pass(3000);
    expect(world.runner.state().phase).toBe('live');
    silence();
    world.moveTo('198.51.100.7');
    world.tellNetwork('changed');
    await pass(3000);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', rung: 'new-connection' });
  });

  it('in place of a lost one gets a new connection at once, since the old one would hear of it only later', async () => {
    const world = await liveWorld({}, { canRestartIce: true });
    world.tellNetwork('offline');
    await pass(500);
    world.moveTo('198.51.100.7');
    world.tellNetwork('online');
    await pass(0);
    expect(world.iceRestarts).toEqual([]);
    expect(world.runner.state()).toMatchObject({ rung: 'new-connection', attempt: 1 });
    expect(world.openConnections()).toHaveLength(2);
  });

  it('is looked for where the far side falls silent, and is met without holding on to the old one', async () => {
    const world = await liveWorld({}, { canRestartIce: true });
    const silence = world.keepHearing(world.first);
    await pass(6000);
    silence();
    world.moveTo('198.51.100.7');
    while (world.runner.state().phase === 'live') await pass(10);
    await pass(0);
    expect(world.runner.state()).toMatchObject({ cause: 'link-silent', rung: 'new-connection' });
  });

  it('that has healed a loss already needs no other connection', async () => {
    const world = await liveWorld({}, { canRestartIce: true });
    await world.lose();
    world.moveTo('198.51.100.7');
    world.iceRestarts[0]?.resolve(true);
    const hear = () => world.first.flow(9, Date.now(), { pairId: 'P of the restart' });
    const hearing = setInterval(hear, 100);
    world.first.become('connected', 'connected');
    await pass(500);
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'ice-restart' })]);
    await pass(12_000);
    clearInterval(hearing);
    expect(world.connections).toHaveLength(1);
    expect(world.kinds()).not.toContain('roll-over-began');
  });

  it('needs one connection only, also where the one on its way there has to heal a loss', async () => {
    const world = await liveWorld();
    const silence = world.keepHearing(world.first);
    await pass(6000);
    silence();
    world.moveTo('198.51.100.7');
    world.tellNetwork('changed');
    while (world.runner.state().phase === 'live') await pass(10);
    await world.accept();
    expect(world.logged('recovered')).toEqual([
      expect.objectContaining({ by: 'new-connection', attempts: 0 }),
    ]);
    world.keepHearing(world.connection());
    await pass(10_000);
    expect(world.logged('roll-over-began')).toHaveLength(1);
    expect(world.connections).toHaveLength(2);
  });

  it('gets another connection where the first healed by itself, and the one under way was dropped', async () => {
    const world = await liveWorld();
    const silence = world.keepHearing(world.first);
    await pass(6000);
    silence();
    world.moveTo('192.0.2.1', '198.51.100.7');
    world.tellNetwork('changed');
    while (world.runner.state().phase === 'live') await pass(10);
    world.keepHearing(world.first);
    await pass(500);
    expect(world.logged('recovered')).toEqual([expect.objectContaining({ by: 'itself' })]);
    await pass(1000);
    expect(world.logged('roll-over-began')).toHaveLength(2);
    await world.accept();
    expect(world.openConnections()).toEqual([world.connection()]);
  });

  it('is looked for in the way that costs more only when it may have changed a moment ago', async () => {
    const world = await liveWorld();
    world.keepHearing(world.first);
    await pass(30_500);
    expect(world.readings).toEqual(['usual', 'usual', 'usual']);
    world.tellNetwork('changed');
    await pass(14_900);
    expect(world.readings.slice(3)).toEqual(['costly']);
    await pass(200);
    expect(world.readings.slice(4)).toEqual(['usual']);
  });

  it('is written into the log as the operating system tells it', async () => {
    const world = await liveWorld();
    world.tellNetwork('offline');
    world.tellNetwork('online');
    expect(world.logged('network-changed')).toEqual([
      expect.objectContaining({ online: false }),
      expect.objectContaining({ online: true }),
    ]);
  });
});

describe('a clock that has jumped', () => {
  it('is reported, and a link that is heard goes on unchanged', async () => {
    const world = await liveWorld();
    world.keepHearing(world.first);
    world.oversleep(60_000);
    await pass(5000);
    expect(world.logged('clock-jumped')).toEqual([expect.objectContaining({ byMs: 60_000 })]);
    expect(world.runner.state().phase).toBe('live');
    expect(world.logged('recovery-began')).toEqual([]);
  });

  it('has a link that is not heard any more healed without further waiting', async () => {
    const world = await liveWorld();
    const silence = world.keepHearing(world.first);
    await pass(5000);
    silence();
    world.oversleep(60_000);
    await pass(4000);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'link-silent' });
    expect(world.openConnections()).toHaveLength(2);
  });

  it('ends the wait for the next attempt', async () => {
    const world = await liveWorld();
    await world.lose();
    await world.refuse({ reason: 'server-overloaded', retryAfterMs: 200_000 });
    await pass(1000);
    expect(world.connections).toHaveLength(2);
    world.oversleep(200_000);
    await pass(1000);
    expect(world.connections).toHaveLength(3);
  });
});

describe('the end of a connection by its server', () => {
  it('by a closed DTLS transport is believed at once, and later packets are no sign of life', async () => {
    const world = await liveWorld();
    const silence = world.keepHearing(world.first);
    await pass(5000);
    world.first.endByFarSide();
    await pass(0);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'closed', attempt: 1 });
    await pass(1000);
    expect(world.runner.state().phase).toBe('recovering');
    silence();
    await pass(10_000);
    expect(world.logged('connection-lost')).toHaveLength(1);
  });

  it('soon after it was made is left to the watch, so that nobody reconnects in a loop', async () => {
    const world = await liveWorld();
    world.first.endByFarSide();
    await pass(0);
    expect(world.runner.state().phase).toBe('live');
  });

  it('after it has served leads to a new one in the same session', async () => {
    const world = await liveWorld();
    world.keepHearing(world.first);
    await pass(8000);
    world.signalling().onServerMessage('peer-left');
    await pass(0);
    expect(world.runner.state()).toMatchObject({ phase: 'recovering', cause: 'server-ended', attempt: 1 });
    await world.accept();
    expect(world.runner.state()).toMatchObject({ phase: 'live', running: { session: { id: 'session-1' } } });
    expect(world.openConnections()).toEqual([world.connection()]);
  });

  it('to the connection that was made after one is taken at its word', async () => {
    const world = await liveWorld();
    await pass(3500);
    world.signalling().onServerMessage('peer-left');
    await pass(0);
    await world.accept();
    world.signalling().onServerMessage('peer-left');
    await pass(0);
    expect(world.runner.state()).toMatchObject({ phase: 'failed', failure: { reason: 'server-ended' } });
  });
});
