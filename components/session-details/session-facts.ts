import type { SessionEvent } from '../../utils/domain/log/session-event.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { codecText } from '../../utils/texts/codec-text.ts';
import { profileKindText } from '../../utils/texts/profile-kind-texts.ts';
import { microphoneName } from '../../utils/texts/name-texts.ts';
import { sessionProfileName } from '../session-actions/session-words.ts';
import type { Texts } from '../../utils/texts/texts.ts';

/** The number of values of one fact that are listed; the others are only counted. */
const mostValues = 10;

/** A fact with its name; several values where it changed. */
export interface Fact {
  name: string;
  values: string[];
}

/** How the session was connected, and with which device. */
export function sessionFacts(texts: Texts, row: SessionRow, events: readonly SessionEvent[]): Fact[] {
  const { t } = texts;
  const started = events.find((event) => event.kind === 'session-started');
  const paths = events.filter((event) => event.kind === 'candidate-pair-selected');
  const codecs = events.filter((event) => event.kind === 'codec-selected');
  const microphones = events.filter(
    (event) => event.kind === 'microphone-acquired' || event.kind === 'microphone-replaced',
  );
  const bands = events.filter((event) => event.kind === 'voice-band-measured');
  const facts: Fact[] = [
    { name: t('facts_profile'), values: [sessionProfileName(texts, row)] },
    { name: t('facts_negotiated'), values: [profileKindText(texts, row.profileKind)] },
    { name: t('facts_server'), values: [row.serverOrigin ?? t('facts_no_server')] },
    {
      name: t('facts_policy'),
      values: started
        ? [
            t(
              started.iceTransportPolicy === 'relay'
                ? 'form_ice_transport_policy_relay'
                : 'form_ice_transport_policy_all',
            ),
          ]
        : [],
    },
    { name: t('facts_ice_servers'), values: started ? [texts.number(started.iceServerCount)] : [] },
    { name: t('facts_path'), values: distinct(paths.map(({ pair }) => pathText(texts, pair))) },
    { name: t('facts_relay'), values: distinct(paths.map(({ pair }) => relayText(texts, pair))) },
    { name: t('facts_codec'), values: distinct(codecs.map(({ codec }) => codecText(codec))) },
    {
      name: t('facts_microphone'),
      values: distinct(microphones.map(({ label }) => microphoneName(texts, label))),
    },
    { name: t('facts_voice_band'), values: distinct(bands.map(({ band }) => t(`voice_band_${band}`))) },
  ];
  return facts.map(({ name, values }) => ({
    name,
    values: values.length > 0 ? listed(texts, values) : [t('session_unknown')],
  }));
}

type Pair = Extract<SessionEvent, { kind: 'candidate-pair-selected' }>['pair'];

function pathText({ t }: Texts, { localType, remoteType, protocol, relayProtocol }: Pair): string {
  const over = protocol.toUpperCase();
  return relayProtocol === null
    ? t('facts_path_direct', localType, remoteType, over)
    : t('facts_path_relay', localType, remoteType, over, relayProtocol.toUpperCase());
}

/** The name of a connection's relay; logs of versions that did not store it have none. */
function relayText({ t }: Texts, { localType, relayUrl }: Pair): string {
  if (localType !== 'relay') return t('facts_no_relay');
  return relayUrl ?? t('session_unknown');
}

function listed(texts: Texts, values: readonly string[]): string[] {
  const rest = values.length - mostValues;
  return [...values.slice(0, mostValues), ...(rest > 0 ? [texts.plural('delete_more', rest)] : [])];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
