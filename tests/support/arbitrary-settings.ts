import fc from 'fast-check';
import type { Profile } from '../../utils/domain/profiles/profile.ts';
import { settingsSchema, settingsVersion, type Settings } from '../../utils/domain/settings/settings.ts';
import { arbitraryOf } from './arbitrary-of-schema.ts';

/**
 * Generates settings with one or more of these profiles, the first of which is chosen; every other member is drawn from its
 * schema. Profiles are given, because addresses cannot be drawn from theirs.
 */
export function arbitrarySettings(profiles: readonly Profile[]): fc.Arbitrary<Settings> {
  const { version: _version, profiles: _profiles, activeProfileId: _id, ...others } = settingsSchema.entries;
  const members = Object.entries(others).map(([name, schema]) => [name, arbitraryOf<unknown>(schema)]);
  return fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...profiles), { minLength: 1, selector: ({ id }) => id }),
      fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
        noNullPrototype: true,
      }),
    )
    .map(([list, rest]) => {
      const settings = {
        version: settingsVersion,
        profiles: list,
        activeProfileId: list[0]?.id ?? '',
        ...rest,
      };
      return settings as unknown as Settings;
    });
}
