import type { SelectedPair } from '../domain/link/selected-path.ts';
import type { Texts } from './texts.ts';

/** Says in a sentence which path the audio takes (the selected ICE candidate pair). */
export function pairText({ t }: Texts, { pair }: { pair: SelectedPair }): string {
  const { localType, remoteType, relayProtocol } = pair;
  const protocol = pair.protocol.toUpperCase();
  return relayProtocol === null
    ? t('event_pair_selected', localType, remoteType, protocol)
    : t('event_pair_selected_relay', localType, remoteType, protocol, relayProtocol.toUpperCase());
}
