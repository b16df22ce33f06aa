import type { EventBody, SessionEvent } from '../../domain/log/session-event.ts';

/** A call of a peer connection's method, or an event of it, as readers of dumps know them. */
export interface ConnectionCall {
  /** A method of RTCPeerConnection, or the type of an event there; null for what only SteadyMic has. */
  name: string | null;
  isEvent: boolean;
  value: unknown;
}

/** The microphone's track, by which readers tie its statistics to the connection. */
export const track = { id: 'microphone', stream: 'steadymic' };

/** The greatest number of servers in a configuration; a browser takes no more than a hundred. */
const mostServers = 100;

/** The microphone's track as dumps write one: kind, id, label, and the id of its stream. */
export function trackNamed(label: string): string[] {
  return ['audio', track.id, label, track.stream];
}

/** The configuration of a session's connections; of its ICE servers the log has the number alone. */
function rtcConfiguration({ iceServerCount, iceTransportPolicy }: EventBody<'session-started'>) {
  const iceServers = Array.from({ length: Math.min(iceServerCount, mostServers) }, () => ({ urls: [] }));
  return { iceServers, iceTransportPolicy, bundlePolicy: 'max-bundle' };
}

/**
 * Creates a function that turns the events of one session, one after the other, into calls. Members of an event that
 * its call has no place for are kept under the event's own kind.
 */
export function createCalls() {
  const states: Record<string, string> = {};

  /** A state that has not changed is no event. */
  function* changed(type: string, state: string): Generator<ConnectionCall> {
    if (states[type] !== state) yield { name: type, isEvent: true, value: state };
    states[type] = state;
  }

  return function* (event: SessionEvent): Generator<ConnectionCall> {
    const { sessionId: _, writer: __, seq: ___, at: ____, kind, ...data } = event;
    switch (kind) {
      case 'connection-status-changed':
        yield* changed('iceconnectionstatechange', event.iceConnectionState);
        yield* changed('connectionstatechange', event.connectionState);
        return;
      case 'ice-server-failed':
        yield { name: 'icecandidateerror', isEvent: true, value: data };
        return;
      case 'ice-restart-began':
        yield { name: 'createOffer', isEvent: false, value: { iceRestart: true } };
        return;
      case 'session-started':
        yield { name: 'create', isEvent: false, value: rtcConfiguration(event) };
        break;
      case 'microphone-acquired':
        yield { name: 'addTrack', isEvent: false, value: trackNamed(event.label) };
        break;
      default:
    }
    yield { name: null, isEvent: true, value: data };
  };
}
