import { readFile } from 'node:fs/promises';

/** The rows that version 0.1.0 wrote in a real browser: three sessions, one of which failed. */
export interface VersionOne {
  version: 1;
  sessions: Record<string, unknown>[];
  events: Record<string, unknown>[];
}

export async function readVersionOne(): Promise<VersionOne> {
  const text = await readFile(new URL('version-1.json', import.meta.url), 'utf8');
  return JSON.parse(text) as VersionOne;
}

/**
 * Creates the database as version 1 did, in place of an existing one. Also runs in a page, so it uses nothing
 * from outside.
 *
 * @throws where a newer database was created meanwhile
 */
export async function writeVersionOne(name: string, { sessions, events }: VersionOne): Promise<void> {
  indexedDB.deleteDatabase(name);
  const opening = indexedDB.open(name, 10);
  opening.onupgradeneeded = () => {
    const ofSessions = opening.result.createObjectStore('sessions', { keyPath: 'id' });
    ofSessions.createIndex('startedAt', 'startedAt');
    ofSessions.createIndex('lastEventAt', 'lastEventAt');
    const ofEvents = opening.result.createObjectStore('events', { keyPath: ['sessionId', 'writer', 'seq'] });
    ofEvents.createIndex('[sessionId+at]', ['sessionId', 'at']);
  };
  const settled = (target: IDBRequest | IDBTransaction, name: 'success' | 'complete') =>
    new Promise<void>((resolve, reject) => {
      target.addEventListener(name, () => {
        resolve();
      });
      target.addEventListener('error', () => {
        reject(new Error('IndexedDB'));
      });
    });
  await settled(opening, 'success');
  const database = opening.result;
  const transaction = database.transaction(['sessions', 'events'], 'readwrite');
  for (const row of sessions) transaction.objectStore('sessions').put(row);
  for (const event of events) transaction.objectStore('events').put(event);
  await settled(transaction, 'complete');
  database.close();
}
