import fc from 'fast-check';
import { newProfile } from '../../utils/domain/profiles/new-profile.ts';
import { defaultIceServers, profileKinds } from '../../utils/domain/profiles/profile-kinds.ts';
import { withSecret, withUsername } from '../../utils/domain/profiles/profile-secrets.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';

/** Texts that may be a secret wherever they stand in an address: no word of a well-known server's path. */
const secretText = fc.stringMatching(/^[a-zA-Z0-9_~.-]{6,24}$/).map((text) => `k3y${text}`);

/** Profiles with a secret in every place that takes one, and the secrets. */
export const profileWithSecrets = fc
  .record({
    kind: fc.constantFrom(...profileKinds.filter((kind) => kind !== 'loopback')),
    id: fc.stringMatching(/^[a-z]{3,8}$/),
    secrets: fc.tuple(secretText, secretText, secretText, secretText, secretText, secretText, secretText),
    hasBatch: fc.boolean(),
    name: fc.option(secretText),
    shape: fc.constantFrom(
      (key: string) => `https://ingest.example/${key}`,
      (key: string) => `https://ingest.example/${key}/webRTC/publish`,
      (key: string) => `http://ingest.example:8889/live/${key}/whip/`,
      (key: string) => `https://ingest.example/rtc/v1/whip/?app=live&stream=${key}`,
      (key: string) => `https://ingest.example/whip?${key}`,
      (key: string) => `https://ingest.example/whip#${key}`,
      (key: string) => `https://ingest.example/a%2F${key};x=1//${key}`,
      (key: string) => `https://ingest.example\\live\\${key}\\whip`,
      (key: string) => `https://ingest.example/whip;key=${key}`,
    ),
    twice: fc.boolean(),
  })
  .map(
    ({
      kind,
      id,
      secrets: [key, token, user, credential, other, batchKey, batchToken],
      hasBatch,
      name,
      shape,
      twice,
    }) => {
      const relay = { url: 'turns:relay.example:443?transport=tcp', username: user, credential };
      const iceServers = [
        ...defaultIceServers,
        relay,
        ...(twice ? [{ ...relay, username: other, credential: other }] : []),
      ];
      const batch = { url: shape(batchKey), token: batchToken, model: 'whisper-1', language: '' };
      const bare = {
        ...newProfile(kind, id, 'Studio'),
        url: shape(key),
        iceServers,
        ...(hasBatch && { batch }),
      } as Profile;
      const profile = withUsername(withSecret(bare, token), name ?? '');
      const more = [
        ...(twice ? [other] : []),
        ...(name === null ? [] : [name]),
        ...(hasBatch ? [batchKey, batchToken] : []),
      ];
      return { profile, secrets: [key, token, user, credential, ...more] };
    },
  );
