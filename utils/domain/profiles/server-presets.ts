import { profileKind, profileKinds } from './profile-kinds.ts';
import type { ServerGuess } from './propose-profile.ts';

export interface ServerPreset {
  /** The server's own name. */
  name: string;
  guess: ServerGuess;
  url: string;
}

/** Well-known servers, by name. */
export const serverPresets: readonly ServerPreset[] = profileKinds.flatMap((kind) =>
  profileKind(kind).presets.map(({ name, url, variant }) => ({
    name,
    url,
    guess: { kind, ...(variant && { variant }) } as ServerGuess,
  })),
);
