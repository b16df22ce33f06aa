import type { LinkWarning } from '../domain/warnings/link-warnings.ts';
import type { TextKey, Texts } from './texts.ts';

export interface WarningTexts {
  /** What is wrong, as a sentence. */
  raised: string;
  /** That it is no more. */
  cleared: string;
  /** That it lasted until the session ended. */
  lasted: string;
  /** A figure of it with its name and unit. */
  detail(figure: number): string;
}

const raised = {
  'high-round-trip-time': 'warning_round_trip_raised',
  'high-jitter': 'warning_jitter_raised',
  'high-loss': 'warning_loss_raised',
  'low-bitrate': 'warning_bitrate_raised',
  'silent-microphone': 'warning_microphone_raised',
} as const satisfies Record<LinkWarning, TextKey>;

const cleared = {
  'high-round-trip-time': 'warning_round_trip_cleared',
  'high-jitter': 'warning_jitter_cleared',
  'high-loss': 'warning_loss_cleared',
  'low-bitrate': 'warning_bitrate_cleared',
  'silent-microphone': 'warning_microphone_cleared',
} as const satisfies Record<LinkWarning, TextKey>;

const lasted = {
  'high-round-trip-time': 'warning_round_trip_lasted',
  'high-jitter': 'warning_jitter_lasted',
  'high-loss': 'warning_loss_lasted',
  'low-bitrate': 'warning_bitrate_lasted',
  'silent-microphone': 'warning_microphone_lasted',
} as const satisfies Record<LinkWarning, TextKey>;

/** A warning in words. */
export function warningTexts(texts: Texts, warning: LinkWarning): WarningTexts {
  const { t, duration, percent, tenths } = texts;
  const detail = (figure: number) => {
    switch (warning) {
      case 'high-round-trip-time':
        return t('warning_round_trip_detail', duration(figure * 1000));
      case 'high-jitter':
        return t('warning_jitter_detail', duration(figure * 1000));
      case 'high-loss':
        return t('warning_loss_detail', percent(figure));
      case 'low-bitrate':
        return t('warning_bitrate_detail', tenths(figure / 1000));
      case 'silent-microphone':
        return t('warning_microphone_detail', duration(figure * 1000));
    }
  };
  return { raised: t(raised[warning]), cleared: t(cleared[warning]), lasted: t(lasted[warning]), detail };
}
