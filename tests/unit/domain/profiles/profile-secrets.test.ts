import { describe, expect, it } from 'vitest';
import { withoutSecrets, withSecretsOf } from '../../../../utils/domain/profiles/profile-secrets.ts';
import type { Profile, ServerProfile } from '../../../../utils/domain/profiles/profile.ts';

const server = {
  id: 'one',
  name: 'One',
  url: 'https://server.example/in',
  iceServers: [
    { url: 'stun:stun.example', username: '', credential: '' },
    { url: 'turn:turn.example', username: 'me', credential: 'secret-of-turn' },
  ],
  iceTransportPolicy: 'relay' as const,
} satisfies Partial<ServerProfile>;

const loopback: Profile = { id: 'loopback', name: 'Loopback', kind: 'loopback' };
const profiles: ServerProfile[] = [
  { ...server, kind: 'whip', token: 'secret-token' },
  { ...server, kind: 'whip', token: 'secret-word', username: 'secret-name' },
  {
    ...server,
    kind: 'json-offer',
    variant: 'aiortc',
    token: 'secret-token',
    batch: { url: 'https://batch.example', token: 'secret-of-batch', model: '', language: '' },
  },
  {
    ...server,
    kind: 'openai-realtime',
    credentialType: 'api-key',
    credential: 'secret-key',
    model: 'whisper-1',
    language: 'en',
  },
];

describe.each(profiles)('a profile without its secrets: $kind', (profile) => {
  const bare = withoutSecrets(profile);

  it('has none of them', () => {
    expect(JSON.stringify(bare)).not.toContain('secret');
  });

  it('gets them back from the settings', () => {
    expect(withSecretsOf(bare, [loopback, profile])).toEqual(profile);
  });

  it('gets no secret of another server', () => {
    const others = profiles.filter(({ kind }) => kind !== profile.kind);
    expect(withSecretsOf(bare, [])).toBeNull();
    expect(withSecretsOf(bare, [{ ...profile, url: 'https://other.example' }])).toBeNull();
    expect(withSecretsOf(bare, [{ ...profile, id: 'two' }])).toBeNull();
    for (const other of others) expect(withSecretsOf(bare, [other])).toBeNull();
  });

  it('keeps all its other members', () => {
    const changed: Profile = { ...profile, name: 'Renamed', iceTransportPolicy: 'all', iceServers: [] };
    const withoutTurn = server.iceServers.map((each) => ({ ...each, credential: '' }));
    expect(withSecretsOf(bare, [changed])).toEqual({ ...profile, iceServers: withoutTurn });
  });
});

describe('a loopback profile', () => {
  it('has no secrets, and needs nothing of the settings', () => {
    expect(withSecretsOf(withoutSecrets(loopback), [])).toEqual(loopback);
  });
});
