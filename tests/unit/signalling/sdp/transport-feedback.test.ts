import { describe, expect, it } from 'vitest';
import {
  givesTransportFeedback,
  surelyGivesTransportFeedback,
} from '../../../../utils/signalling/sdp/transport-feedback.ts';

const feedback = 'a=rtcp-fb:111 transport-cc';
const numbering = 'a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';

const answer = (...lines: string[]) => ({
  remoteDescription: { type: 'answer', sdp: lines.join('\r\n') } as RTCSessionDescription,
});

describe('the transport feedback of an answer', () => {
  it.each([
    ['feedback and numbers', answer('m=audio 9 x 111', feedback, numbering), true, true],
    ['feedback without numbers', answer('m=audio 9 x 111', feedback), true, false],
    ['numbers without feedback', answer('m=audio 9 x 111', numbering), false, false],
    ['nothing', answer('m=audio 9 x 111'), false, false],
    [
      'feedback of another medium',
      answer('m=audio 9 x 111', 'm=video 9 x 96', feedback, numbering),
      false,
      false,
    ],
    ['no answer', { remoteDescription: null }, false, false],
  ])('by %s', (_, answered, agreed, sure) => {
    expect(givesTransportFeedback(answered)).toBe(agreed);
    expect(surelyGivesTransportFeedback(answered)).toBe(sure);
  });
});
