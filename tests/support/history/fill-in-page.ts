import { packRow } from '../../../utils/history/rows/stored-row.ts';
import { generateHistory, type GeneratedHistory } from './generate-history.ts';

/** The number of sessions in one transaction. */
const stepSize = 50;

/** Puts a generated history into the database, which exists already. Runs in a page of the extension. */
async function fillHistory(options: GeneratedHistory): Promise<{ events: number; samples: number }> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('steadymic');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('IndexedDB'));
  });
  let [events, samples] = [0, 0];
  let step: Promise<void> = Promise.resolve();
  let stores = begin();
  let count = 0;

  function begin() {
    const names = ['sessions', 'events', 'sampleMinutes'];
    const transaction = database.transaction(names, 'readwrite', { durability: 'relaxed' });
    step = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
    });
    const [ofSessions, ofEvents, ofMinutes] = names.map((name) => transaction.objectStore(name));
    return { ofSessions, ofEvents, ofMinutes };
  }

  for (const session of generateHistory(options)) {
    stores.ofSessions?.put(packRow(session.row));
    for (const event of session.events) stores.ofEvents?.put(event);
    for (const minute of session.minutes) stores.ofMinutes?.put(minute);
    events += session.events.length;
    samples += session.minutes.reduce((sum, minute) => sum + minute.count, 0);
    count += 1;
    if (count % stepSize === 0) {
      await step;
      stores = begin();
    }
  }
  await step;
  database.close();
  return { events, samples };
}

Object.assign(globalThis, { fill: fillHistory });
