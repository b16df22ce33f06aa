import { defaultIceServers, type Profile, type ProfileKind } from './profile.ts';

/** A profile as its form begins: the defaults of its kind, and what only the user knows left empty. */
export function newProfile(kind: ProfileKind, id: string, name: string): Profile {
  const identity = { id, name };
  const ice = {
    iceServers: defaultIceServers.map((server) => ({ ...server })),
    iceTransportPolicy: 'all' as const,
  };
  switch (kind) {
    case 'loopback':
      return { ...identity, kind };
    case 'whip':
      return { ...identity, kind, url: '', token: '', ...ice };
    case 'json-offer':
      return { ...identity, kind, variant: 'aiortc', url: '', token: '', ...ice };
    case 'openai-realtime':
      return {
        ...identity,
        kind,
        url: 'https://api.openai.com/v1/realtime/calls',
        credentialType: 'api-key',
        credential: '',
        model: 'gpt-4o-transcribe',
        language: '',
        ...ice,
      };
  }
}
