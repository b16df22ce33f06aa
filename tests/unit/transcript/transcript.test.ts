import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { segmentSchema, type Segment } from '../../../utils/domain/transcript/segment.ts';
import type { SoundClock } from '../../../utils/domain/transcript/sound-clock.ts';
import type { TextMessage } from '../../../utils/domain/transcript/text-message.ts';
import { transcriptAfter } from '../../../utils/domain/transcript/transcript.ts';
import { emptyTranscript, type TranscriptInput } from '../../../utils/domain/transcript/transcript-state.ts';

const start = 1_790_000_000_000;
const clock: SoundClock = [{ ms: 0, at: start, speed: 1, isLate: false }];

type Said = Partial<Extract<TextMessage, { type: 'text' }>> & { text: string };

const said = (message: Said): TextMessage => ({ type: 'text', isMore: false, isFinal: true, ...message });

/** What comes `after` milliseconds of the session. */
const heard = (
  message: TextMessage,
  after: number,
  more: Partial<Extract<TranscriptInput, { type: 'message' }>> = {},
): TranscriptInput => ({
  type: 'message',
  message,
  connection: 'a',
  at: start + after,
  clock,
  delayMs: 800,
  behindMs: 0,
  lastVoiceAt: start + after,
  ...more,
});

/** The segments that a page has after all this, as it keeps them: by id, without those that were taken back. */
function shown(inputs: readonly TranscriptInput[]): Segment[] {
  const page = new Map<string, Segment>();
  let transcript = emptyTranscript;
  for (const input of inputs) {
    const step = transcriptAfter(transcript, input);
    transcript = step.transcript;
    for (const segment of step.changed) {
      if (segment.text === '') page.delete(segment.id);
      else page.set(segment.id, segment);
    }
  }
  return [...page.values()].toSorted((one, other) => one.spokenFrom - other.spokenFrom);
}

const texts = (inputs: readonly TranscriptInput[]) => shown(inputs).map(({ text }) => text);

describe('the text of a segment', () => {
  it('grows by deltas, and is what the final message says', () => {
    const inputs = [
      heard(said({ id: '1', text: 'Hel', isMore: true, isFinal: false }), 1000),
      heard(said({ id: '1', text: 'lo the', isMore: true, isFinal: false }), 1100),
    ];
    expect(shown(inputs)).toMatchObject([{ id: 'a-1', text: 'Hello the', isFinal: false }]);
    const all = [...inputs, heard(said({ id: '1', text: 'Hello there.' }), 1500)];
    expect(shown(all)).toMatchObject([{ id: 'a-1', text: 'Hello there.', isFinal: true }]);
  });

  it('without an id is replaced until it is final; what follows is the next segment', () => {
    const inputs = ['one', 'one two', 'one two three'].map((text, index) =>
      heard(said({ text, isFinal: index === 2 }), 1000 + index * 300),
    );
    expect(texts([...inputs, heard(said({ text: 'four', isFinal: false }), 4000)])).toEqual([
      'one two three',
      'four',
    ]);
  });

  it('that is final is changed by a final text alone', () => {
    const inputs = [
      heard(said({ id: '1', text: 'one two' }), 1000),
      heard(said({ id: '1', text: 'on', isFinal: false }), 1100),
      heard(said({ id: '1', text: ' three', isMore: true, isFinal: false }), 1200),
    ];
    expect(texts(inputs)).toEqual(['one two']);
    expect(texts([...inputs, heard(said({ id: '1', text: 'One, two.' }), 1300)])).toEqual(['One, two.']);
  });

  it('that turns out to be nothing is taken back', () => {
    const interim = heard(said({ id: '1', text: 'uh', isFinal: false }), 1000);
    expect(texts([interim, heard(said({ id: '1', text: ' ' }), 1400)])).toEqual([]);
  });

  it('of which the server says that it failed stays as far as it came', () => {
    const interim = heard(said({ id: '1', text: 'one two', isMore: true, isFinal: false }), 1000);
    expect(shown([interim, heard({ type: 'failed', id: '1' }, 1400)])).toMatchObject([
      { text: 'one two', isFinal: true },
    ]);
  });

  it('in parts is the text of its parts, whichever comes first', () => {
    const part = (id: string, text: string) => said({ id: '1', part: id, text });
    const whole = said({ id: '1', text: 'Yes. No.' });
    const delta = said({ id: '1', text: 'Yes', isMore: true, isFinal: false });
    const voice: TextMessage = { type: 'voice', id: '1', times: { from: 500, clock: 'connection' } };
    const parts = [heard(part('s1', 'Yes.'), 1500), heard(part('s2', 'No.'), 1600)];
    const inputs = [heard(voice, 600), heard(delta, 900), ...parts, heard(whole, 1700)];
    expect(texts(inputs).toSorted()).toEqual(['No.', 'Yes.']);
    expect(texts([...parts, heard(whole, 1700)]).toSorted()).toEqual(['No.', 'Yes.']);
  });

  it('in parts without an item is the text of its parts, until the whole ends them', () => {
    const part = (id: string, text: string) => said({ part: id, text });
    const inputs = [part('0', 'Yes.'), part('1', 'No.'), said({ text: 'Yes. No.' })].map((each, index) =>
      heard(each, 1000 + index),
    );
    expect(texts(inputs)).toEqual(['Yes.', 'No.']);
    expect(texts([...inputs, heard(said({ text: 'Next.' }), 2000)])).toEqual(['Yes.', 'No.', 'Next.']);
    const open = heard(said({ text: 'Ye', isMore: true, isFinal: false }), 900);
    expect(texts([open, ...inputs])).toEqual(['Yes.', 'No.']);
  });

  it('in parts that leave words out is its whole, which comes after them and stays', () => {
    const part = (id: string, text: string, speaker: string) => said({ id: '1', part: id, text, speaker });
    const parts = [heard(part('s1', 'Yes.', 'A'), 1500), heard(part('s3', 'No.', 'B'), 1600)];
    const whole = heard(said({ id: '1', text: 'Yes. Perhaps. No.' }), 1700);
    expect(shown([...parts, whole])).toMatchObject([{ id: 'a-1', text: 'Yes. Perhaps. No.', isFinal: true }]);
    expect(texts([...parts, whole, ...parts, whole])).toEqual(['Yes. Perhaps. No.']);
    const open = said({ part: '0', text: 'Yes.' });
    const next = heard(said({ text: 'Next.' }), 2000);
    expect(texts([heard(open, 1000), heard(said({ text: 'Yes. No.' }), 1100), next])).toEqual([
      'Yes. No.',
      'Next.',
    ]);
  });

  it('whose characters are cut in two between its parts has them whole', () => {
    const parts = ['ab\ud83c', '\udfa4c', 'e', '\u0301', '\u0301', '\u0301', '\u0301'];
    const inputs = parts.map((text, index) =>
      heard(said({ id: '1', text, isMore: true, isFinal: false }), 1000 + index),
    );
    expect(texts(inputs)).toEqual(['ab\u{1F3A4}ce\u0301\u0301\u0301']);
    expect(texts(inputs.slice(0, 1))).toEqual(['ab\ufffd']);
  });

  it.each(['\u200b\u200d', '\u2060 \u200c', '\u00ad'])('of which nothing is seen (%j) is none', (text) => {
    expect(shown([heard(said({ id: '1', text }), 1000)])).toEqual([]);
    expect(
      shown([
        heard(said({ id: '1', text: 'uh', isFinal: false }), 1000),
        heard(said({ id: '1', text }), 1100),
      ]),
    ).toEqual([]);
  });

  it('has at most 8,000 characters, no half ones, and nothing that reorders what stands beside it', () => {
    const [long] = shown([heard(said({ text: '\u{1F3A4}'.repeat(9000) }), 1000)]);
    expect(long?.text.length).toBe(8000);
    expect(long?.text.isWellFormed()).toBe(true);
    expect(texts([heard(said({ text: 'a\u202eb\u0000c\nd <b>e</b>' }), 1000)])).toEqual(['abc d <b>e</b>']);
    expect(texts([heard(said({ text: `e${'\u0301'.repeat(500)}` }), 1000)])).toEqual(['e\u0301\u0301\u0301']);
  });
});

describe('when a text was spoken', () => {
  it('is when the server says, where it says so', () => {
    const [segment] = shown([
      heard(said({ text: 'one', times: { from: 2000, to: 2500, clock: 'connection' } }), 4000),
    ]);
    expect(segment).toMatchObject({ timing: 'server', spokenFrom: start + 2000, spokenTo: start + 2500 });
  });

  it('is when the voice of its item began and ended, in whichever order these come', () => {
    const from: TextMessage = { type: 'voice', id: '1', times: { from: 2000, clock: 'connection' } };
    const to: TextMessage = { type: 'voice', id: '1', times: { to: 2900, clock: 'connection' } };
    const text = said({ id: '1', text: 'one', isFinal: false, isMore: true });
    const expected = { timing: 'server', spokenFrom: start + 2000, spokenTo: start + 2900 };
    expect(shown([heard(from, 2100), heard(to, 3000), heard(text, 3500)])).toMatchObject([expected]);
    expect(shown([heard(from, 2100), heard(text, 2800), heard(to, 3000)])).toMatchObject([expected]);
    expect(shown([heard(text, 2800), heard(from, 2900), heard(to, 3000)])).toMatchObject([expected]);
  });

  it('ends when the server says, where it says no beginning, and begins after what was said before', () => {
    const ending = (id: string, text: string, to: number) =>
      said({ id, text, times: { to, clock: 'connection' } });
    const inputs = [
      heard(ending('1', 'one two three', 2000), 9000),
      heard(ending('2', 'four five six seven', 2500), 9000),
    ];
    expect(shown(inputs)).toMatchObject([
      { timing: 'server', spokenTo: start + 2000 },
      { timing: 'server', spokenFrom: start + 2000, spokenTo: start + 2500 },
    ]);
    const [early] = shown([...inputs, heard(ending('0', 'zero', 1000), 9100)]);
    expect(early).toMatchObject({ text: 'zero', timing: 'server', spokenTo: start + 1000 });
    expect(early?.spokenFrom).toBeLessThan(start + 1000);
  });

  it('is when it came, minus the delay, where the server says nothing or what cannot be', () => {
    for (const times of [
      undefined,
      { from: 9e9, clock: 'connection' },
      { from: 5, clock: 'epoch' },
    ] as const) {
      const message = said({ text: 'one two', ...(times && { times }) });
      expect(shown([heard(message, 4000)])).toMatchObject([{ timing: 'arrival', spokenTo: start + 3200 }]);
    }
  });

  it.each([
    ['grows', [800, 800, 2500]],
    ['shrinks', [2500, 800, 800]],
    ['is much longer for one text', [800, 30_000, 800]],
  ])('keeps the order in which texts came where the delay %s from one to the next', (_name, delays) => {
    const words = ['one', 'two', 'three'];
    const inputs = delays.flatMap((delayMs, index) => {
      const message = (isFinal: boolean) => said({ id: String(index), text: words[index] ?? '', isFinal });
      const at = 60_000 + index * 100;
      return [heard(message(false), at, { delayMs }), heard(message(true), at + 50, { delayMs })];
    });
    expect(texts(inputs)).toEqual(words);
  });

  it('is earlier by what the session was behind, and the text is late then', () => {
    expect(shown([heard(said({ text: 'one' }), 60_000, { behindMs: 20_000 })])).toMatchObject([
      { source: 'catch-up', spokenTo: start + 39_200 },
    ]);
  });

  it('is found by the server’s times also in what was sent after a gap', () => {
    const late: SoundClock = [
      ...clock,
      { ms: 30_000, at: start + 10_000, speed: 1.25, isLate: true },
      { ms: 46_000, at: start + 46_000, speed: 1, isLate: false },
    ];
    const at = (from: number) =>
      shown([heard(said({ text: 'one', times: { from, clock: 'connection' } }), 60_000, { clock: late })])[0];
    expect(at(5000)).toMatchObject({ source: 'live', spokenFrom: start + 5000 });
    expect(at(34_000)).toMatchObject({ source: 'catch-up', spokenFrom: start + 15_000 });
    expect(at(47_000)).toMatchObject({ source: 'live', spokenFrom: start + 47_000 });
  });

  it('never ends before it begins, whatever comes', () => {
    const clocks = fc.constantFrom('connection', 'epoch', 'item');
    const time = fc.option(fc.double({ min: -1e15, max: 1e15 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time, clocks)), (all) => {
        const inputs = all.map(([from, to, clockName], index) =>
          heard(
            said({
              id: String(index % 3),
              text: `text ${String(index)}`,
              times: {
                ...(from !== undefined && { from }),
                ...(to !== undefined && { to }),
                clock: clockName,
              },
            }),
            1000 * index,
          ),
        );
        for (const segment of shown(inputs)) {
          expect(v.is(segmentSchema, segment)).toBe(true);
          if (segment.spokenTo !== null) expect(segment.spokenTo).toBeGreaterThanOrEqual(segment.spokenFrom);
        }
      }),
    );
  });
});

describe('another connection', () => {
  const b = { connection: 'b' };

  it('that sends again what the one before sent doubles nothing', () => {
    const first = [heard(said({ id: '1', text: 'one' }), 1000), heard(said({ id: '2', text: 'two' }), 2000)];
    const again = [
      heard(said({ id: '1', text: 'one' }), 9000, b),
      heard(said({ id: '2', text: 'two' }), 9000, b),
      heard(said({ id: '3', text: 'three' }), 9500, b),
    ];
    expect(texts([...first, { type: 'connection-ended', connection: 'a' }, ...again])).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('that counts its ids from the beginning replaces nothing', () => {
    const inputs = [
      heard(said({ id: '1', text: 'one' }), 1000),
      heard(said({ id: '1', text: 'five' }), 9000, b),
      heard(said({ id: '1', text: 'Five.' }), 9500, b),
    ];
    expect(texts(inputs)).toEqual(['one', 'Five.']);
  });

  it('corrects a segment of the one before that has the same id and time', () => {
    const times = { from: start + 700, clock: 'epoch' } as const;
    const inputs = [
      heard(said({ id: '1', text: 'won', times }), 1000),
      heard(said({ id: '1', text: 'one', times }), 9000, b),
    ];
    expect(texts(inputs)).toEqual(['one']);
  });

  it('ends what the one before has left open, whose last words come again', () => {
    const interim = heard(said({ id: '1', text: 'five six sev', isFinal: false }), 1000);
    const ended: TranscriptInput = { type: 'connection-ended', connection: 'a' };
    const again = heard(said({ id: '1', text: 'six seven eight.' }), 9000, b);
    for (const inputs of [
      [interim, ended, again],
      [interim, again, ended],
    ]) {
      expect(shown(inputs)).toMatchObject([
        { text: 'five', isFinal: true },
        { text: 'six seven eight.', isFinal: true },
      ]);
    }
    const whole = heard(said({ id: '1', text: 'four five six seven eight' }), 9000, b);
    expect(texts([interim, ended, whole])).toEqual(['four five six seven eight']);
  });

  it('that was sent again what was sent before leaves out what is there already', () => {
    const before = heard(said({ id: '1', text: 'Three, four, five.' }), 1000);
    const repeating: TranscriptInput = { type: 'repeating', connection: 'b', ms: 1500 };
    const after = [
      heard(said({ id: '1', text: 'four', isFinal: false }), 9000, b),
      heard(said({ id: '1', text: 'four five six', isFinal: false }), 9200, b),
      heard(said({ id: '1', text: 'Four five six.' }), 9400, b),
    ];
    expect(texts([before, repeating, ...after])).toEqual(['Three, four, five.', 'six.']);
    expect(texts([before, repeating, ...after.slice(0, 1)])).toEqual(['Three, four, five.', 'four']);
    expect(texts([before, ...after])).toEqual(['Three, four, five.', 'Four five six.']);
  });

  it('beside which the old one ends its sentence later leaves out the rest of that as well', () => {
    const inputs: TranscriptInput[] = [
      heard(said({ id: '1', text: 'one two', isFinal: false }), 1000),
      { type: 'repeating', connection: 'b', ms: 5000 },
      heard(said({ id: '1', text: 'two three four five' }), 2500, b),
      heard(said({ id: '1', text: 'One two three four.' }), 2600),
    ];
    expect(texts(inputs)).toEqual(['One two three four.', 'five']);
  });

  it('that took another one’s place and is cut itself keeps nothing of what a third one says again', () => {
    const c = { connection: 'c' };
    const inputs: TranscriptInput[] = [
      heard(said({ id: '1', text: 'One two.' }), 1000),
      { type: 'repeating', connection: 'b', ms: 5000 },
      { type: 'connection-ended', connection: 'a' },
      heard(said({ id: '1', text: 'two three.' }), 9000, b),
      heard(said({ id: '2', text: 'Four five si', isFinal: false }), 9500, b),
      { type: 'connection-ended', connection: 'b' },
      heard(said({ id: '1', text: 'five six seven.' }), 12_000, c),
      heard(said({ id: '2', text: 'Eight.' }), 13_000, c),
    ];
    expect(texts(inputs)).toEqual(['One two.', 'three.', 'Four', 'five six seven.', 'Eight.']);
  });

  it('doubles no character of a language without blanks', () => {
    const inputs: TranscriptInput[] = [
      heard(said({ text: '今日は良い天気です。' }), 1000),
      { type: 'repeating', connection: 'b', ms: 2000 },
      heard(said({ text: '天気ですね、散歩しましょう。' }), 9000, b),
    ];
    expect(texts(inputs)).toEqual(['今日は良い天気です。', 'ね、散歩しましょう。']);
  });
});

describe('a text where nobody spoke', () => {
  it('is marked, and not where nobody knows', () => {
    const message = said({ text: 'Thank you for watching!' });
    const at = (lastVoiceAt: number | null) =>
      shown([heard(message, 30_000, { lastVoiceAt })])[0]?.isUnspoken;
    expect(at(start + 1000)).toBe(true);
    expect(at(start + 28_500)).toBeUndefined();
    expect(at(null)).toBeUndefined();
  });
});

describe('whatever servers send', () => {
  const message = fc.record({
    connection: fc.constantFrom('a', 'b', 'c'),
    id: fc.option(fc.constantFrom('1', '2', '3', 'x'.repeat(5000)), { nil: undefined }),
    part: fc.option(fc.constantFrom('p', 'q'), { nil: undefined }),
    text: fc.constantFrom('', ' ', 'one', 'one two', 'two three four', 'five six', '\ud800'),
    isMore: fc.boolean(),
    isFinal: fc.boolean(),
    kind: fc.constantFrom('text', 'text', 'text', 'failed', 'voice', 'ended', 'repeating'),
  });
  type Drawn = typeof message extends fc.Arbitrary<infer Each> ? Each : never;
  const inputsOf = (all: Drawn[]): TranscriptInput[] =>
    all.map(({ connection, id, part, text, isMore, isFinal, kind }, index) => {
      if (kind === 'ended') return { type: 'connection-ended', connection };
      if (kind === 'repeating') return { type: 'repeating', connection, ms: 2000 };
      const named = id === undefined ? {} : { id };
      const times = { from: index * 100, clock: 'connection' } as const;
      const each: TextMessage =
        kind === 'failed'
          ? { type: 'failed', ...named }
          : kind === 'voice'
            ? { type: 'voice', id: id ?? '1', times }
            : said({ ...named, ...(part !== undefined && { part }), text, isMore, isFinal });
      return heard(each, index * 100, { connection });
    });

  it('segments are within their bounds, and what a page shows is what the transcript remembers', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), (all) => {
        const inputs = inputsOf(all);
        let transcript = emptyTranscript;
        for (const input of inputs) {
          const step = transcriptAfter(transcript, input);
          transcript = step.transcript;
          for (const segment of step.changed) expect(v.is(segmentSchema, segment)).toBe(true);
        }
        const kept = [...transcript.entries.values()].map(({ segment }) => segment);
        const byId = (segments: readonly Segment[]) => new Map(segments.map((each) => [each.id, each.text]));
        expect(byId(shown(inputs))).toEqual(byId(kept.filter(({ text }) => text !== '')));
      }),
      { numRuns: 300 },
    );
  });

  it('each message that comes twice changes nothing the second time, unless it goes on where the last ended', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (all) => {
        // A text that is cut and one that repeats its end give way to each other: which one does follows from their order.
        const unrepeated = all.filter(({ kind }) => kind !== 'repeating');
        const once = inputsOf(unrepeated.map((each) => ({ ...each, id: each.id ?? '1', isMore: false })));
        const twice = once.flatMap((input) => [input, input]);
        const bare = (inputs: TranscriptInput[]) => shown(inputs).map(({ id, text }) => [id, text]);
        expect(bare(twice)).toEqual(bare(once));
      }),
      { numRuns: 300 },
    );
  });

  it('all final words of one connection are there once, in whichever order the turns end', () => {
    const turns = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(turns, fc.boolean(), (order, isInterim) => {
        const inputs = order.flatMap((turn, index) => {
          const times = { from: turn * 1000, to: turn * 1000 + 900, clock: 'connection' } as const;
          const final = said({ id: String(turn), text: `turn ${String(turn)} is said`, times });
          const first = { ...final, text: `turn ${String(turn)}`, isFinal: false };
          return [...(isInterim ? [first] : []), final].map((each) => heard(each, 40_000 + index * 10));
        });
        const sorted = order.toSorted((one, other) => one - other);
        expect(texts(inputs)).toEqual(sorted.map((turn) => `turn ${String(turn)} is said`));
      }),
    );
  });

  it('memory is bounded over a day of text', () => {
    let transcript = emptyTranscript;
    for (let index = 0; index < 5000; index += 1) {
      const input = heard(said({ id: String(index), text: 'some words' }), index * 400);
      transcript = transcriptAfter(transcript, input).transcript;
    }
    expect(transcript.entries.size).toBeLessThanOrEqual(400);
    expect(transcript.known.size).toBeLessThanOrEqual(400);
  });

  it('the end of the session leaves nothing open', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (all) => {
        const left = shown([...inputsOf(all), { type: 'session-ended' }]).filter(({ isFinal }) => !isFinal);
        expect(left).toEqual([]);
      }),
    );
  });
});
