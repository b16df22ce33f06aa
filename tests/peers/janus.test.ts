import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJanusWhip } from '../support/peers/janus-whip.ts';
import { formatSdpFragment, parseSdpFragment } from '../support/peers/whip/sdp-fragment.ts';
import { startWrtcHost, type WrtcHost } from '../support/peers/wrtc-host.ts';
import { speechFile } from '../support/speech.ts';
import { readWav, type Wav } from '../support/wav.ts';

/** An address of this machine, because Janus offers no candidates of loopback. */
const host = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
if (host === undefined)
  console.warn('Janus was NOT tested: this machine has no address but those of loopback.');

describe.skipIf(host === undefined)('Janus behind its WHIP routes', () => {
  let speech: Wav;
  let callers: WrtcHost;
  let janus: Awaited<ReturnType<typeof startJanusWhip>>;
  beforeAll(async () => {
    speech = await readWav(await speechFile());
    callers = await startWrtcHost();
    janus = await startJanusWhip(host ?? '');
  });
  afterAll(() => Promise.all([callers.stop(), janus.stop()]));

  async function publish() {
    const { peer, offer } = await callers.offer({ speech, gather: true });
    const headers = { 'Content-Type': 'application/sdp' };
    const response = await fetch(janus.url, { method: 'POST', headers, body: offer });
    const location = new URL(response.headers.get('location') ?? '', janus.url);
    return { peer, location, status: response.status, body: await response.text() };
  }

  async function connect() {
    const published = await publish();
    expect(published.status).toBe(201);
    await published.peer.accept(published.body);
    await expect.poll(() => published.peer.connectionState()).toBe('connected');
    return published;
  }

  const remove = async ({ location }: { location: URL }) =>
    (await fetch(location, { method: 'DELETE' })).status;

  it('answers 403 to a second publisher until the first has gone', async () => {
    const first = await connect();
    expect(await publish()).toMatchObject({ status: 403, body: 'Endpoint ID already in use' });
    expect(await remove(first)).toBe(200);
    const next = await connect();
    expect(await remove(first)).toBe(404);
    expect(await remove(next)).toBe(200);
    expect(janus.sessions().map(({ alive }) => alive)).toEqual([false, false]);
  });

  it('restarts the ICE of its publisher', async () => {
    const { peer, location, body } = await connect();
    const fragment = formatSdpFragment(parseSdpFragment(await peer.reoffer()));
    const headers = { 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': '*' };
    const restarted = await fetch(location, { method: 'PATCH', headers, body: fragment });
    expect(restarted.status).toBe(200);
    expect(parseSdpFragment(await restarted.text()).ufrag).not.toBe(parseSdpFragment(body).ufrag);
    expect(await remove({ location })).toBe(200);
  });

  it('knows nothing of earlier publishers after it was killed', async () => {
    const lost = await connect();
    await janus.kill();
    await janus.revive();
    expect(await remove(lost)).toBe(404);
    expect(await remove(await connect())).toBe(200);
  });
});
