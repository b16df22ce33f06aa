import { describe, expect, it } from 'vitest';
import { applyAnswer, readSdpAnswer } from '../../../../utils/signalling/sdp/sdp-answer.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { answerSdp, candidateLine, lines } from '../sdp.ts';
import { rejection, unaborted } from '../signals.ts';

const invalid = { failure: { reason: 'server-answer-invalid' } };

describe('an answer that accepts our audio', () => {
  it.each([
    ['as it should be', answerSdp],
    ['with bare line feeds', answerSdp.replaceAll('\r\n', '\n')],
    ['with blanks and a byte order mark before it', `\uFEFF\n ${answerSdp}`],
    ['with many lines', answerSdp + lines(`a=${candidateLine(1)}`).repeat(1000)],
    ['with a line of 8 kB', answerSdp + lines(`a=fmtp:0 ${'x'.repeat(8000)}`)],
    ['with sendrecv', answerSdp.replace('a=recvonly', 'a=sendrecv')],
    ['beside a refused video', answerSdp + lines('m=video 0 UDP/TLS/RTP/SAVPF 96', 'a=inactive')],
  ])('is taken %s', (_, text) => {
    expect(readSdpAnswer(text)).toContain('m=audio 9');
  });

  it('gets the end of its last line where that is missing', () => {
    expect(readSdpAnswer(answerSdp.trimEnd())).toBe(answerSdp);
  });
});

describe('an answer that takes no audio', () => {
  it.each([
    ['refuses it by port 0', answerSdp.replace('m=audio 9', 'm=audio 0')],
    ['leaves it inactive', answerSdp.replace('a=recvonly', 'a=inactive')],
    ['is for video', answerSdp.replace('m=audio', 'm=video')],
  ])('is told as an answer where it %s', (_, text) => {
    expect(() => readSdpAnswer(text)).toThrow(
      expect.objectContaining({ failure: { reason: 'server-answer-unusable', why: null } }),
    );
  });
});

describe('an invalid answer is', () => {
  it.each([
    ['nothing', ''],
    ['a web page', '<!doctype html><title>Sign in</title>'],
    ['JSON', '{"sdp":"v=0"}'],
    ['a description without media', lines('v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0')],
    ['an m-line without a port', answerSdp.replace('m=audio 9 ', 'm=audio ')],
    ['a line over 8 kB', answerSdp + lines(`a=fmtp:111 ${'x'.repeat(8192)}`)],
    ['a line without an end', answerSdp + `a=fmtp:111${' '.repeat(9000)}`.concat('x')],
  ])('%s', (_, text) => {
    expect(() => readSdpAnswer(text)).toThrow(expect.objectContaining(invalid));
  });
});

describe('an answer that is applied', () => {
  it('asks for FEC', async () => {
    const peerConnection = new FakePeerConnection();
    await applyAnswer(peerConnection.asReal(), answerSdp, unaborted);
    expect(peerConnection.remoteDescription).toMatchObject({ type: 'answer' });
    expect(peerConnection.remoteDescription?.sdp).toContain('a=fmtp:111 minptime=10;useinbandfec=1');
  });

  it('is told as an answer where the browser refuses it, with the browser’s reason', async () => {
    const peerConnection = new FakePeerConnection();
    peerConnection.failing = 'setRemoteDescription';
    const error = await rejection(applyAnswer(peerConnection.asReal(), answerSdp, unaborted));
    expect(error).toMatchObject({
      failure: { reason: 'server-answer-unusable', why: 'Failed to parse SessionDescription.' },
      cause: { name: 'OperationError' },
    });
  });

  it('is not waited for when aborted', async () => {
    const peerConnection = new FakePeerConnection();
    peerConnection.hanging = 'setRemoteDescription';
    const controller = new AbortController();
    const applying = applyAnswer(peerConnection.asReal(), answerSdp, controller.signal);
    const reason = new Error('stopped');
    controller.abort(reason);
    expect(await rejection(applying)).toBe(reason);
  });
});
