import { afterEach, describe, expect, it } from 'vitest';
import { applyAnswer, readSdpAnswer } from '../../../../utils/signalling/sdp/sdp-answer.ts';
import { mendAnswer } from '../../../../utils/signalling/sdp/mend-answer.ts';
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
