import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { indexedWords } from '../../../utils/domain/transcript/search-words.ts';
import type { SegmentRow } from '../../../utils/history/rows/segment-row.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import { packRow } from '../../../utils/history/rows/stored-row.ts';
import { blockOf } from '../../../utils/history/rows/word-block.ts';
import { dayId, rareWord, vocabularyOf, type GeneratedTranscripts } from './generated-transcripts.ts';
import { seededRandom } from './seeded-random.ts';

const dayMs = 86_400_000;

/** The number of segments in one transaction. */
const stepSize = 5000;

/** Milliseconds that a word of the many sessions takes. */
const wordMs = 250;

const wordsPerSegment = { ofMany: 20, ofDay: 5 };

const storeNames = ['sessions', 'events', 'segments', 'wordBlocks'] as const;

/** Puts generated transcripts into the database, which exists already. Runs in a page of the extension. */
async function fillTranscripts(options: GeneratedTranscripts): Promise<{ words: number; segments: number }> {
  const { seed, sessions, wordsPerSession, segmentsOfDay, endsAt } = options;
  const random = seededRandom(seed);
  const vocabulary = vocabularyOf(random);
  // Some words are said much more often than others.
  const word = () => vocabulary[Math.floor(vocabulary.length * random.next() ** 3)] ?? '';
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('steadymic');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('IndexedDB'));
  });
  const filled = { words: 0, segments: 0 };
  let step = begin();

  function begin() {
    const transaction = database.transaction(storeNames, 'readwrite', { durability: 'relaxed' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
    });
    return { transaction, done, count: 0 };
  }

  async function put(store: (typeof storeNames)[number], row: object): Promise<void> {
    step.transaction.objectStore(store).put(row);
    step.count += 1;
    if (step.count < stepSize) return;
    step.transaction.commit();
    await step.done;
    step = begin();
  }

  async function putSession(id: string, startedAt: number, ms: number, segments: Iterable<SegmentRow>) {
    const events = logOf(id, startedAt, ms);
    const row = projectSession(events);
    if (row) await put('sessions', packRow(row));
    for (const event of events) await put('events', event);
    let block = { sessionId: id, from: blockOf(startedAt), words: new Set<string>() };
    const putBlock = () => put('wordBlocks', { ...block, words: [...block.words] });
    for (const segment of segments) {
      const from = blockOf(segment.spokenFrom);
      if (from !== block.from) {
        await putBlock();
        block = { sessionId: id, from, words: new Set() };
      }
      for (const each of indexedWords(segment.text)) block.words.add(each);
      await put('segments', segment);
      filled.segments += 1;
    }
    await putBlock();
  }

  function* segmentsOf(
    sessionId: string,
    startedAt: number,
    length: number,
    shape: { words: number; ms: number },
  ) {
    for (let index = 0; index < length; index += 1) {
      const spokenFrom = startedAt + index * shape.ms;
      filled.words += shape.words;
      yield {
        sessionId,
        id: `s-${String(index)}`,
        text: `${Array.from({ length: shape.words }, word).join(' ')}.`,
        isFinal: true,
        spokenFrom,
        spokenTo: spokenFrom + shape.ms / 2,
        timing: 'server',
        source: 'live',
        arrivedAt: spokenFrom + shape.ms + 700,
      } satisfies SegmentRow;
    }
  }

  for (let index = 0; index < sessions; index += 1) {
    const id = `spoken-${String(index)}`;
    const startedAt = endsAt - dayMs - (sessions - index) * 600_000;
    const shape = { words: wordsPerSegment.ofMany, ms: wordsPerSegment.ofMany * wordMs };
    const segments = [...segmentsOf(id, startedAt, wordsPerSession / shape.words, shape)];
    const [first] = segments;
    if (first && index === Math.floor(sessions / 2)) first.text += ` ${rareWord}`;
    await putSession(id, startedAt, wordsPerSession * wordMs, segments);
  }
  const shape = { words: wordsPerSegment.ofDay, ms: dayMs / segmentsOfDay };
  await putSession(dayId, endsAt - dayMs, dayMs, segmentsOf(dayId, endsAt - dayMs, segmentsOfDay, shape));
  await step.done;
  database.close();
  return filled;
}

function logOf(sessionId: string, startedAt: number, ms: number): SessionEvent[] {
  const log: [after: number, body: SessionEventBody][] = [
    [
      0,
      {
        kind: 'session-started',
        profile: { id: 'captions', name: 'Captions', kind: 'openai-realtime' },
        serverOrigin: 'https://speech.example',
        iceServerCount: 0,
        iceTransportPolicy: 'all',
        watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
      },
    ],
    [500, { kind: 'live', afterMs: 500 }],
    [ms, { kind: 'session-ended', by: 'user', durationMs: ms }],
  ];
  return log.map(([after, body], index): SessionEvent => ({
    sessionId,
    writer: 'host',
    seq: index + 1,
    at: startedAt + after,
    ...body,
  }));
}

Object.assign(globalThis, { fill: fillTranscripts });
