import { describe, expect, it } from 'vitest';
import {
  profileFor,
  proposeProfile,
  type Proposal,
} from '../../../../utils/domain/profiles/propose-profile.ts';
import { serverPresets } from '../../../../utils/domain/profiles/server-presets.ts';
import { serverUrlProblem } from '../../../../utils/domain/profiles/server-url.ts';
import { profileProblems } from '../../../../utils/domain/profiles/profile.ts';

const kindOf = (proposal: Proposal | null) => {
  if (proposal?.says !== 'server') return proposal?.says ?? null;
  return proposal.guess.kind === 'json-offer' ? proposal.guess.variant : proposal.guess.kind;
};

describe('what an address looks like', () => {
  it.each([
    ['http://localhost:8889/mic/whip', 'whip'],
    ['https://media.example/whip/', 'whip'],
    ['http://localhost:7080/whip/endpoint/abc', 'whip'],
    ['http://localhost:1985/rtc/v1/whip/?app=live&stream=mic', 'whip'],
    ['https://customer-abc.cloudflarestream.com/secret/webRTC/publish', 'whip'],
    ['https://newsroom.whip.livekit.cloud/w', 'whip'],
    ['https://api.openai.com/v1/realtime/calls', 'openai-realtime'],
    ['wss://api.openai.com/v1/realtime?model=gpt-realtime', 'openai-realtime'],
    ['http://speaches.example:8000/v1/realtime?model=whisper-1', 'openai-realtime'],
    ['http://localhost:8000/webrtc/offer', 'fastrtc'],
    ['http://localhost:7860/api/offer', 'pipecat'],
    ['http://localhost:8080/offer', 'aiortc'],
    ['http://localhost:8889/mic/whep', 'receiver'],
    ['https://customer-abc.cloudflarestream.com/id/webRTC/play', 'receiver'],
    ['https://media.example/', 'nothing'],
    ['wss://speech.example/stream', 'nothing'],
    ['turn:relay.example', null],
    ['media.example/whip', null],
    ['', null],
  ])('%s: %s', (address, kind) => {
    expect(kindOf(proposeProfile(address))).toBe(kind);
  });

  it('leads from OpenAI’s socket to its calls', () => {
    expect(proposeProfile(' wss://api.openai.com/v1/realtime?model=x ')).toMatchObject({
      url: 'https://api.openai.com/v1/realtime/calls',
    });
  });
});

describe('well-known servers', () => {
  it.each(serverPresets)('$name is a profile once its own parts are filled in', ({ name, guess, url }) => {
    const isComplete = !url.includes('<');
    expect(serverUrlProblem(url)).toBe(isComplete ? null : 'url-placeholder');
    const filled = url.replace('<port>', '8000').replace(/<\w+>/g, 'mine');
    const profile = { ...profileFor(guess, 'one', name, filled), credential: 'sk-test' };
    const { credential: _, ...rest } = profile;
    expect(profileProblems(guess.kind === 'openai-realtime' ? profile : rest)).toEqual([]);
    expect(proposeProfile(filled)).toMatchObject({ says: 'server', guess });
  });
});
