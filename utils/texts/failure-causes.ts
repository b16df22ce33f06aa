import type { Failure } from '../domain/failure/failure.ts';
import type { TextKey } from './texts.ts';

type CauseKey = Extract<TextKey, `cause_${string}`>;

const network = ['cause_firewall', 'cause_proxy', 'cause_network'] as const;
const device = ['cause_device', 'cause_permission', 'cause_sample_rate', 'cause_threshold'] as const;
const busy = ['cause_cpu', 'cause_threshold', 'cause_device'] as const;

/** What is usually behind a failure, the likeliest first; empty where the explanation says it all. */
export function usualCauses(failure: Failure): readonly CauseKey[] {
  switch (failure.reason) {
    case 'microphone-permission-needed':
    case 'microphone-dismissed':
    case 'server-permission-needed':
      return [];
    case 'microphone-grant-ended':
      return ['cause_one_time'];
    case 'microphone-refused':
      return ['cause_permission', 'cause_system_privacy'];
    case 'microphone-missing':
      return ['cause_unplugged', 'cause_system_privacy'];
    case 'microphone-busy':
      return ['cause_other_program'];
    case 'microphone-unusable':
      return ['cause_other_program', 'cause_system_privacy', 'cause_sample_rate'];
    case 'microphone-ended':
      return ['cause_unplugged', 'cause_permission', 'cause_sleep'];
    case 'server-unreachable':
    case 'server-timeout':
      return ['cause_server_down', 'cause_address', 'cause_proxy'];
    case 'server-unauthorized':
      return ['cause_token'];
    case 'server-forbidden':
      return ['cause_token_scope', 'cause_token'];
    case 'server-not-found':
    case 'server-gone':
    case 'server-redirected':
      return ['cause_address'];
    case 'server-busy':
      return ['cause_one_sender'];
    case 'server-overloaded':
    case 'server-error':
      return ['cause_server_down'];
    case 'server-refused':
    case 'server-answer-invalid':
      return ['cause_kind', 'cause_address'];
    case 'secret-expired':
      return ['cause_secret_life', 'cause_clock'];
    case 'server-ended':
      return ['cause_session_limit', 'cause_server_down'];
    case 'settings-unreadable':
    case 'storage-full':
    case 'policy-unanswered':
    case 'policy-overruled':
      return [];
    case 'turn-unauthorized':
      return ['cause_turn_expired', 'cause_clock'];
    case 'turn-unreachable':
      return ['cause_turn_transport', 'cause_proxy', 'cause_network'];
    case 'connect-timeout':
      return network;
    case 'connection-lost':
      return [...network, 'cause_server_down', 'cause_sleep'];
    case 'frames-failing':
      return framesFailing(failure.cause);
    case 'unattended':
    case 'host-gone':
      return ['cause_memory'];
    case 'interrupted':
    case 'unexpected':
      return [];
  }
}

function framesFailing(cause: Extract<Failure, { reason: 'frames-failing' }>['cause']): readonly CauseKey[] {
  switch (cause) {
    case 'no-frame':
      return device;
    case 'queue-full':
    case 'consumer-threw':
      return busy;
    case 'disconnected':
      return [...network, 'cause_threshold'];
  }
}
