import { expect, it } from 'vitest';
import { takesDataChannel } from '../../../../utils/signalling/sdp/takes-data-channel.ts';
import { answerSdp, lines } from '../sdp.ts';

it.each([
  ['takes its m-line', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', true],
  ['takes it in the older form', 'm=application 51234 DTLS/SCTP 5000', true],
  ['refuses it', 'm=application 0 UDP/DTLS/SCTP webrtc-datachannel', false],
  ['has none', 'a=sendrecv', false],
])('an answer that %s (%s): %s', (_, line, expected) => {
  const remoteDescription = { type: 'answer', sdp: answerSdp + lines(line) } as RTCSessionDescription;
  expect(takesDataChannel({ remoteDescription })).toBe(expected);
});
