import { describe, expect, it } from 'vitest';
import { turnExpiry } from '../../../../utils/domain/profiles/turn-expiry.ts';

const turn = (username: string, urls: string | string[] = 'turn:relay.example') => ({ urls, username });
const soon = turn('1800000000:speaker', 'turn:relay.example:3478?transport=udp');
const later = turn('1900000000:speaker', 'turns:other.example');

describe('the expiry of what a relay was allocated with', () => {
  it.each([
    ['of the server that relays, however its URL is spelled', 'turn:relay.example', [later, soon], 1.8e12],
    ['of the other one where that relays', 'turns:other.example:5349?transport=tcp', [later, soon], 1.9e12],
    ['the earliest where the browser does not say which', null, [later, soon], 1.8e12],
    ['the earliest where it names one that nobody gave', 'turn:elsewhere.example', [later, soon], 1.8e12],
    ['of a user without a name', null, [turn('1800000000')], 1.8e12],
    ['of one URL among several', null, [turn('1800000000:a', ['stun:a.example', 'turn:a.example'])], 1.8e12],
  ])('is that %s', (_, relayUrl, servers, at) => {
    expect(turnExpiry(relayUrl, servers, [])).toEqual({ at, isOwn: false });
  });

  it.each([
    ['without servers', []],
    ['for STUN', [{ urls: 'stun:relay.example', username: '1800000000:speaker' }]],
    ['for a user who does not expire', [turn('speaker'), turn('speaker:1800000000'), turn('12345:speaker')]],
    ['for one without a name', [{ urls: 'turn:relay.example' }]],
  ])('is not told %s', (_, servers) => {
    expect(turnExpiry(null, servers, [])).toBeNull();
  });

  it('says whether the profile itself holds it, so that no server renews it', () => {
    const own = [
      { url: 'turn:relay.example:3478?transport=udp', username: '1800000000:speaker', credential: 'c' },
    ];
    expect(turnExpiry(null, [soon], own)).toEqual({ at: 1.8e12, isOwn: true });
    expect(turnExpiry(null, [turn('1700000000:new', soon.urls)], own)).toMatchObject({ isOwn: false });
  });
});
