import type { DecidedEvent } from './observation.ts';
import type { SessionFact } from './session-fact.ts';

/** The log's events that tell a fact of a running session as it is, whatever the session makes of it. */
export function factEvents(fact: SessionFact): DecidedEvent[] {
  switch (fact.type) {
    case 'connection-lost': {
      const { lastHeardMsAgo } = fact.link;
      return [{ kind: 'connection-lost', status: fact.status, lastHeardMsAgo }];
    }
    case 'network-changed':
      return [{ kind: 'network-changed', online: fact.online }];
    case 'slept':
      return [{ kind: 'clock-jumped', byMs: fact.byMs }];
    default:
      return [];
  }
}
