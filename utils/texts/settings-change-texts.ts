import type { SettingsChange } from '../domain/settings/settings-changes.ts';
import type { IceServer } from '../domain/profiles/ice-server.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Profile } from '../domain/profiles/profile.ts';
import { profileKindText } from './profile-kind-texts.ts';
import type { TextKey, Texts } from './texts.ts';

/** The text key of each setting's name, by the setting's path. */
const labels = new Map(
  Object.entries({
    activeProfileId: 'change_active_profile',
    'microphone.deviceId': 'microphone_device',
    'microphone.echoCancellation': 'microphone_echo',
    'microphone.noiseSuppression': 'microphone_noise',
    'microphone.autoGainControl': 'microphone_gain',
    'watch.errorThreshold': 'watch_threshold',
    'watch.checkIntervalMs': 'watch_interval',
    'watch.connectDeadlineMs': 'watch_deadline',
    'recovery.mode': 'recovery_mode',
    'recovery.giveUpAfterMs': 'recovery_limit',
    'attention.quietAfterMs': 'attention_quiet',
    'attention.unanswered': 'attention_unanswered',
    'attention.listenWhileMuted': 'attention_listen',
    keepAwake: 'behaviour_awake',
    notifications: 'behaviour_notifications',
    badge: 'behaviour_badge',
    theme: 'theme_title',
    'history.keepDays': 'keep_days',
    'history.keepSessions': 'keep_sessions',
    'history.keepMegabytes': 'keep_megabytes',
  } as const satisfies Record<string, TextKey>),
);

/** The text key of each profile field's name, by the field. */
const fieldLabels = new Map(
  Object.entries({
    name: 'form_name',
    variant: 'form_variant',
    url: 'form_url',
    token: 'change_token',
    credentialType: 'form_credential_type',
    credential: 'form_credential',
    model: 'change_model',
    language: 'change_language',
    iceServers: 'form_ice_title',
    iceTransportPolicy: 'form_policy',
  } as const satisfies Record<string, TextKey>),
);

/** Settings whose value is one of a fixed set, shown in the words below. */
const chosen = new Set([
  'recovery.mode',
  'attention.unanswered',
  'theme',
  'variant',
  'credentialType',
  'iceTransportPolicy',
]);

const choices = new Map(
  Object.entries({
    recover: 'recovery_recover',
    'stop-and-tell': 'recovery_stop',
    'api-key': 'form_credential_type_api_key',
    secret: 'form_credential_type_secret',
    mute: 'attention_unanswered_mute',
    stop: 'attention_unanswered_stop',
    system: 'theme_system',
    light: 'theme_light',
    dark: 'theme_dark',
    all: 'form_policy_all',
    relay: 'form_policy_relay',
    aiortc: 'form_variant_aiortc',
    pipecat: 'form_variant_pipecat',
    fastrtc: 'form_variant_fastrtc',
  } as const satisfies Record<string, TextKey>),
);

/** Settings that are never shown: secrets, and ids that mean nothing to a reader. */
const hidden = new Set(['token', 'credential', 'microphone.deviceId']);

/** Puts one change of the settings into a sentence. */
export function settingsChangeText(
  texts: Texts,
  change: SettingsChange,
  before: Settings,
  after: Settings,
): string {
  switch (change.type) {
    case 'profile-added':
      return texts.t(
        'change_profile_added',
        change.profile.name,
        profileKindText(texts, change.profile.kind),
      );
    case 'profile-removed':
      return texts.t('change_profile_removed', change.profile.name);
    case 'profile-replaced':
      return texts.t(
        'change_profile_replaced',
        change.profile.name,
        profileKindText(texts, change.profile.kind),
      );
    case 'profiles-reordered':
      return texts.t('change_profiles_reordered');
    case 'profile-field': {
      const { field, profile } = change;
      const label = nameOfSetting(texts, fieldLabels.get(field), field);
      const [was, is] = [words(texts, field, change.before), words(texts, field, change.after)];
      if (hidden.has(field) || was === is) return texts.t('change_profile_hidden', profile.name, label);
      return texts.t('change_profile_value', profile.name, label, was, is);
    }
    case 'value': {
      const { path } = change;
      const label = nameOfSetting(texts, labels.get(path), path);
      if (hidden.has(path)) return texts.t('change_hidden', label);
      const [was, is] =
        path === 'activeProfileId'
          ? [nameOf(before.profiles, change.before), nameOf(after.profiles, change.after)]
          : [words(texts, path, change.before), words(texts, path, change.after)];
      return texts.t('change_value', label, was, is);
    }
  }
}

type PlainKey = typeof labels extends Map<string, infer Key> ? Key : never;
type FieldKey = typeof fieldLabels extends Map<string, infer Key> ? Key : never;

/** The name of a setting; its path where the code has no name for it yet. */
function nameOfSetting(texts: Texts, key: PlainKey | FieldKey | undefined, path: string): string {
  return key ? texts.t(key) : path;
}

function words(texts: Texts, path: string, value: unknown): string {
  if (typeof value === 'boolean') return texts.t(value ? 'change_on' : 'change_off');
  if (path === 'iceServers') return iceWords(texts, value as readonly IceServer[]);
  if (path === 'recovery.giveUpAfterMs' && value === null) return texts.t('recovery_limit_never');
  if (path === 'attention.quietAfterMs' && value === null) return texts.t('attention_quiet_never');
  if (path.startsWith('history.') && value === null) return texts.t('keep_all');
  if (typeof value === 'number') return path.endsWith('Ms') ? texts.duration(value) : texts.number(value);
  if (value === '' || value === null || value === undefined) return texts.t('change_empty');
  if (typeof value !== 'string') return JSON.stringify(value);
  const choice = chosen.has(path) ? choices.get(value) : undefined;
  return choice ? texts.t(choice) : value;
}

function iceWords(texts: Texts, servers: readonly IceServer[]): string {
  if (servers.length === 0) return texts.t('change_none');
  return new Intl.ListFormat(texts.locale).format(servers.map(({ url }) => url));
}

function nameOf(profiles: readonly Profile[], id: unknown): string {
  return profiles.find((profile) => profile.id === id)?.name ?? String(id);
}
