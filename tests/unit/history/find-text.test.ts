import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexedWords, searchTerms } from '../../../utils/domain/transcript/search-words.ts';
import { openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { eventsOf } from '../../support/session-rows.ts';
import { segment } from '../../support/transcripts.ts';

const startedAt = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;

let history: OpenedHistory;
beforeEach(() => {
  history = openHistory();
});
afterEach(() => history.database.delete());

/** Stores sessions an hour apart, each with what was said in it, a minute between two sentences. */
async function store(said: Record<string, string[]>): Promise<void> {
  for (const [index, [id, sentences]] of Object.entries(said).entries()) {
    const at = startedAt + index * hourMs;
    await history.storeEvents(eventsOf(id, at, [{ kind: 'session-ended', by: 'user', durationMs: 0 }]));
    await history.segments.put(
      id,
      sentences.map((text, place) => segment(text, at + place * 60_000)),
    );
  }
}

async function found(query: string): Promise<[id: string, text: string][]> {
  const all: [string, string][] = [];
  for await (const { sessionId, segment: place } of history.findText(query))
    all.push([sessionId, place.correction ?? place.text]);
  return all;
}

const ids = async (query: string) => (await found(query)).map(([id]) => id);

describe('a search over all transcripts', () => {
  beforeEach(() =>
    store({
      budget: ['We talk about the budget.', 'The café opens at nine.', 'No more for today.'],
      tokyo: ['東京都庁まで歩きました。', 'そのあと会議でした。'],
      travel: ['The budget for travel is small.', 'Kyoto is 京都 in Japanese.'],
      mixed: ['Webサイトを作る', 'Ｆｕｌｌｗｉｄｔｈ ｶﾀｶﾅ', 'สวัสดีครับ'],
    }),
  );

  it('finds its first places before the summaries of all sessions are read', async () => {
    const places = history.findText('budget', { first: 2 })[Symbol.asyncIterator]();
    await places.next();
    const order: string[] = [];
    const summaries = history.summaries({}).then((all) => order.push(`${String(all.length)} summaries`));
    await places.next().then(() => order.push('second place'));
    await summaries;
    expect(order).toEqual(['second place', '4 summaries']);
    await places.return?.();
  });

  it.each<[query: string, ids: string[]]>([
    ['budget', ['travel', 'budget']],
    ['BUDGET.', ['travel', 'budget']],
    ['budg', ['travel', 'budget']],
    ['bu', []],
    ['budg ', []],
    ['udget', []],
    ['budget travel', ['travel']],
    ['travel nine', []],
    ['nine budget', ['budget']],
    ['cafe', ['budget']],
    ['京都', ['travel', 'tokyo']],
    ['東京', ['tokyo']],
    ['東京都庁', ['tokyo']],
    ['東庁', []],
    ['庁', ['tokyo']],
    ['会議', ['tokyo']],
    ['会', ['tokyo']],
    ['web', ['mixed']],
    ['サイト', ['mixed']],
    ['fullwidth', ['mixed']],
    ['カタカナ', ['mixed']],
    ['สวัส', ['mixed']],
    ['', []],
    ['.', []],
  ])('finds by %j: %j', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it('finds each session once among many, in whichever part of it the words were said', async () => {
    const minutes = Array.from({ length: 30 }, (_, minute) =>
      minute === 29 ? 'a late quince' : 'on and on',
    );
    const said = Object.fromEntries(
      Array.from({ length: 60 }, (_, index): [string, string[]] => [
        `s${String(index)}`,
        index === 58 ? ['everybody here', ...minutes] : ['everybody here', index % 7 === 0 ? 'a sumac' : ''],
      ]),
    );
    await store({ ...said, quiet: [] });
    const newestFirst = Array.from({ length: 60 }, (_, index) => `s${String(59 - index)}`);
    expect(await ids('everybody')).toEqual(newestFirst);
    expect(await ids('everyb')).toEqual(newestFirst);
    expect(await ids('everybody sumac')).toEqual(newestFirst.filter((id) => Number(id.slice(1)) % 7 === 0));
    expect(await ids('quince')).toEqual(['s58']);
    expect(await ids('quince everybody')).toEqual(['s58']);
    expect(await ids('quince sumac')).toEqual([]);
  });

  it('gives the place that has most of the words', async () => {
    expect(await found('today budget')).toEqual([['budget', 'We talk about the budget.']]);
    expect(await found('small budget')).toEqual([['travel', 'The budget for travel is small.']]);
  });

  it('gives the place where a word begins with what is asked for, not one that has it in its middle', async () => {
    await store({ pets: ['We scattered seeds, and vacated 3cats.', 'The cat sat, then caught a mouse.'] });
    expect(await found('cat')).toEqual([['pets', 'The cat sat, then caught a mouse.']]);
    expect(await found('caught cat')).toEqual([['pets', 'The cat sat, then caught a mouse.']]);
  });

  it('finds a correction, and what was heard no more', async () => {
    await history.segments.correct('budget', `segment-${String(startedAt)}`, 'We talk about the gadget.');
    expect(await ids('gadget')).toEqual(['budget']);
    expect(await ids('budget')).toEqual(['travel']);
    await history.segments.correct('budget', `segment-${String(startedAt)}`, null);
    expect(await ids('budget')).toEqual(['travel', 'budget']);
  });

  it('finds nothing of what was removed', async () => {
    await history.remove(['travel']);
    expect(await ids('budget')).toEqual(['budget']);
    expect(await history.database.wordBlocks.where('words').equals('budget').count()).toBe(1);
    await history.removeAll();
    expect(await history.database.wordBlocks.count()).toBe(0);
  });

  it('finds what was imported', async () => {
    const mask = { addresses: false, microphones: false, servers: false };
    const { content } = await history.export({ sessionIds: ['tokyo'], format: 'json', mask });
    const other = openHistory();
    await other.takeIn(content);
    const all: string[] = [];
    for await (const { sessionId } of other.findText('都庁')) all.push(sessionId);
    expect(all).toEqual(['tokyo']);
    await other.database.delete();
  });
});

describe('the words of an index', () => {
  it.each([
    ['Good morning, good day', ['good', 'morning', 'day']],
    ['東京都', ['東京', '京都', '都']],
    ['it’s 10 o’clock', ['it', 's', '10', 'o', 'clock']],
    ['…—!', []],
  ])('of %j are %j', (text, expected) => {
    expect(indexedWords(text)).toEqual(expected);
  });

  it('have every word, and every row of letters without spaces, of what they were made of', () => {
    const letters = fc.constantFrom(...Array.from('abé ßÆ0今日はー会議東ｶサ ไทย'));
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 30 }), fc.nat(), fc.nat(), (all, from, length) => {
        const text = all.join('');
        const words = indexedWords(text);
        const whole = text.split(' ').filter((word) => word !== '');
        const part = all.slice(from % 30, (from % 30) + 1 + (length % 5)).join('');
        for (const query of [...whole, ...(/^[今日はー会議東サ]+$/u.test(part) ? [part] : [])]) {
          for (const { words: wanted, isBeginning } of searchTerms(query))
            for (const word of wanted)
              expect(words.some((each) => (isBeginning ? each.startsWith(word) : each === word))).toBe(true);
        }
      }),
    );
  });
});
