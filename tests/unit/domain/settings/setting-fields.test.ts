import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  settingField,
  settingsOfGroup,
  withSetting,
} from '../../../../utils/domain/settings/setting-fields.ts';
import type { SettingPath } from '../../../../utils/domain/settings/setting-paths.ts';
import { toLeaves } from '../../../../utils/domain/settings/settings-paths.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import { arbitrarySettings } from '../../../support/arbitrary-settings.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

describe('the field of a setting', () => {
  it.each<[SettingPath, ReturnType<typeof settingField>]>([
    ['keepAwake', { entry: 'check' }],
    ['badge', { entry: 'check' }],
    ['microphone.deviceId', { entry: 'own' }],
    ['microphone.label', { entry: 'own' }],
    ['recovery.mode', { entry: 'choice', choices: ['recover', 'stop-and-tell'] }],
    ['watch.errorThreshold', { entry: 'number', lowest: 5, highest: 1000 }],
    ['history.keepDays', { entry: 'limit', lowest: 1, highest: 3650, suggested: 365 }],
    ['recovery.giveUpAfterMs', { entry: 'limit', lowest: 60_000, highest: 86_400_000, suggested: 1_800_000 }],
  ])('%s is entered as its row of the table says', (path, field) => {
    expect(settingField(path)).toEqual(field);
  });

  it('stands in exactly one group', () => {
    const paths = [...toLeaves(defaultSettings()).keys()].filter(
      (path) => !/^(profiles|activeProfileId)/.test(path),
    );
    const groups = [...new Set(paths.map((path) => path.split('.').slice(0, -1).join('.')))];
    expect(groups.flatMap(settingsOfGroup).sort()).toEqual(paths.sort());
  });
});

describe('a setting that is changed', () => {
  it('has the new value, and no other setting has', () => {
    const any = arbitrarySettings([aWhipProfile()]);
    const paths = [...toLeaves(defaultSettings()).keys()].filter((path) => !/^(profiles|active)/.test(path));
    fc.assert(
      fc.property(any, any, fc.constantFrom(...(paths as SettingPath[])), (before, other, path) => {
        const value = toLeaves(other).get(path);
        const after = toLeaves(withSetting(before, path, value));
        expect(after.get(path)).toEqual(value);
        expect(after.set(path, null)).toEqual(toLeaves(before).set(path, null));
      }),
    );
  });

  it.each<[SettingPath, unknown]>([
    ['watch.errorThreshold', 1],
    ['recovery.mode', 'pray'],
    ['keepAwake', 'yes'],
  ])('%s stays as it is where it cannot be %j', (path, value) => {
    expect(withSetting(defaultSettings(), path, value)).toEqual(defaultSettings());
  });
});
