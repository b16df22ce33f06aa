import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import type { PolicyNode } from '../../utils/domain/settings/policy-schema.ts';

/** A value that a policy can have. */
export type PolicyValue =
  string | number | boolean | readonly PolicyValue[] | { [name: string]: PolicyValue };

/** An organisation's server, which stands beside the users' own. */
const server: PolicyValue = {
  id: 'studio',
  name: 'Studio',
  kind: 'whip',
  url: 'https://media.example/studio/whip',
  iceServers: [{ url: 'stun:stun.example:3478', username: '', credential: '' }],
};

/** Settings that are an organisation's choice; every other one is at its default. */
const chosen: Readonly<Record<string, PolicyValue>> = {
  'settings.profiles': [server],
  'settings.activeProfileId': 'studio',
  locked: ['profiles.studio.url', 'profiles.studio.iceServers', 'recovery.mode'],
};

/**
 * A policy to begin with: each setting that the schema knows, at its default, so that whoever edits it finds
 * every name. A setting whose default is "never" has no value in a policy, and is left out.
 */
export function examplePolicy(schema: PolicyNode): PolicyValue {
  return valueOf(schema, '', { settings: defaultSettings() }) ?? {};
}

function valueOf({ properties }: PolicyNode, path: string, preset: unknown): PolicyValue | undefined {
  if (path in chosen) return chosen[path];
  if (!properties) return isPolicyValue(preset) ? preset : undefined;
  const members = Object.entries(properties).flatMap(([name, node]) => {
    const below = (preset as Record<string, unknown> | undefined)?.[name];
    const value = valueOf(node, path === '' ? name : `${path}.${name}`, below);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}

const isPolicyValue = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
