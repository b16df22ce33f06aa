import { Dexie, type EntityTable, type Table } from 'dexie';
import type { EventWriter, SessionEvent } from '../domain/session-event.ts';
import type { SessionRow } from './session-row.ts';

/** The IndexedDB database `steadymic`. Every schema that ever shipped stays here, with its upgrade. */
export interface HistoryDatabase extends Dexie {
  sessions: EntityTable<SessionRow, 'id'>;
  events: Table<SessionEvent, [sessionId: string, writer: EventWriter, seq: number]>;
}

export function openHistoryDatabase(name = 'steadymic'): HistoryDatabase {
  const database = new Dexie(name) as HistoryDatabase;
  database.version(1).stores({
    sessions: 'id, startedAt, lastEventAt',
    events: '[sessionId+writer+seq], [sessionId+at]',
  });
  return database;
}
