import { afterEach, describe, expect, it } from 'vitest';
import { applyAnswer, readSdpAnswer } from '../../../../utils/signalling/sdp/sdp-answer.ts';
import { mendAnswer, withOneTransport } from '../../../../utils/signalling/sdp/mend-answer.ts';
import { withOpusParameters } from '../../../../utils/signalling/sdp/opus-parameters.ts';
import { mendedFaults } from '../../../support/peers/behaviours/answer-faults.ts';
import { createRealPeers } from '../real-peers.ts';
import { answerSdp, offerSdp } from '../sdp.ts';
import { unaborted } from '../signals.ts';

const peers = createRealPeers();
afterEach(() => peers.closeAll());

async function offered() {
  const peerConnection = peers.createSender();
  await peerConnection.setLocalDescription(await peerConnection.createOffer());
  return { peerConnection, answer: (await peers.answer(peerConnection.localDescription?.sdp ?? '')).sdp };
}

async function isTaken(peerConnection: RTCPeerConnection, sdp: string): Promise<boolean> {
  return peerConnection.setRemoteDescription({ type: 'answer', sdp }).then(
    () => true,
    () => false,
  );
}

describe('an answer that the browser takes already', () => {
  /** Descriptions that are unusual, and that libwebrtc takes or not; whichever it takes has to stay as it is. */
  const unusual: Record<string, (answer: string) => string> = {
    ...mendedFaults,
    'nothing unusual': (answer) => answer,
    'bare line feeds': (answer) => answer.replaceAll('\r\n', '\n'),
    'no DTLS role': (answer) => answer.replace(/^a=setup:.*\r\n/m, ''),
    'a codec in capital letters': (answer) => answer.replace('opus/48000', 'OPUS/48000'),
    'a host name as a candidate': (answer) => `${answer}a=candidate:1 1 udp 1 media.example 9 typ host\r\n`,
    'attributes that nobody knows': (answer) => `${answer}a=X-Vendor: Some Thing\r\n`,
    'no connection line': (answer) => answer.replace(/^c=.*\r\n/m, ''),
  };

  it.each(Object.entries(unusual))('is given to it unchanged (%s)', async (_, rewrite) => {
    const { peerConnection, answer } = await offered();
    const given: string[] = [];
    const written = rewrite(answer);
    const alone = await offered();
    const takes = await isTaken(alone.peerConnection, `${rewrite(alone.answer).trim()}\r\n`);
    const noted = {
      localDescription: peerConnection.localDescription,
      setRemoteDescription(description: RTCSessionDescriptionInit) {
        given.push(description.sdp ?? '');
        return peerConnection.setRemoteDescription(description);
      },
    };
    await applyAnswer(noted, readSdpAnswer(written), unaborted);
    const unchanged = withOpusParameters(`${written.trim()}\r\n`);
    if (takes) expect(given).toEqual([unchanged]);
    else expect(given.at(-1)).not.toBe(unchanged);
  });
});

describe('a mended answer', () => {
  it('is the same for an answer without a fault', () => {
    expect(mendAnswer(answerSdp, offerSdp).split('\r\n').toSorted()).toEqual(
      answerSdp.split('\r\n').toSorted(),
    );
  });

  it.each(Object.entries(mendedFaults))(
    'keeps certificate, credentials and codecs where it %s',
    (_, rewrite) => {
      const mended = mendAnswer(rewrite(answerSdp), offerSdp);
      for (const name of ['fingerprint', 'ice-ufrag', 'ice-pwd', 'rtpmap']) {
        const line = answerSdp.split('\r\n').find((each) => each.startsWith(`a=${name}:`)) ?? name;
        expect(mended).toContain(line);
      }
    },
  );

  it('mended again stays the same', () => {
    for (const rewrite of Object.values(mendedFaults)) {
      const once = mendAnswer(rewrite(answerSdp), offerSdp);
      expect(mendAnswer(once, offerSdp)).toBe(once);
    }
  });
});

describe('candidates of an answer whose sections share one transport', () => {
  const candidate = 'a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n';
  const other = 'a=candidate:2 1 udp 1 192.0.2.2 9 typ host\r\n';
  const end = 'a=end-of-candidates\r\n';
  const answerWith = (first: string, second: string, group = 'a=group:BUNDLE 0 1\r\n', port = '9') =>
    `v=0\r\n${group}m=audio ${port} UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n${first}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n${second}`;

  it.each([
    [
      'stand in the first section alone',
      answerWith('', candidate + other + end),
      answerWith(candidate + other + end, ''),
    ],
    ['stay where the first has some', answerWith(other, candidate), null],
    ['stay where there are none', answerWith('', ''), null],
    ['stay where the sections do not share one', answerWith('', candidate, ''), null],
    ['stay where the first is refused', answerWith('', candidate, undefined, '0'), null],
  ])('%s', (_name, answer, moved) => {
    expect(withOneTransport(answer, 'v=0\r\n')).toBe(moved ?? answer);
  });
});
