import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import type { Segment } from '../../../utils/domain/transcript/segment.ts';
import type { ExportFormat } from '../../../utils/history/export/export-request.ts';
import { openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { eventsOf } from '../../support/session-rows.ts';
import { segment } from '../../support/transcripts.ts';

const startedAt = Date.UTC(2026, 10, 21);
const mask = { addresses: true, microphones: false, servers: false };

let history: OpenedHistory;
beforeEach(() => {
  history = openHistory();
});
afterEach(() => history.database.delete());

/** A session that is live from its second second on, in which the sound of the seconds from 10 to 17 did not arrive. */
const withGap: SessionEventBody[] = [
  { kind: 'gaps-watched', fromMs: 500 },
  { kind: 'live', afterMs: 1000 },
];

async function store(id: string, at: number, segments: readonly Segment[]): Promise<void> {
  await history.storeEvents([
    ...eventsOf(id, at, withGap),
    { sessionId: id, writer: 'host', seq: 8, at: at + 10_000, kind: 'gap-began', unprovenMs: 0 },
    {
      sessionId: id,
      writer: 'host',
      seq: 9,
      at: at + 17_000,
      kind: 'gap-ended',
      afterMs: 7000,
      lostMs: 7000,
      lostInAllMs: 7000,
    },
    { sessionId: id, writer: 'host', seq: 10, at: at + 30_000, kind: 'stop-requested' },
  ]);
  await history.segments.put(id, segments);
}

const exported = async (format: ExportFormat, ...sessionIds: string[]) => {
  const { name, content } = await history.export({ sessionIds, format, mask });
  return { name, text: await content.text() };
};

describe('a transcript in a file', () => {
  it.each<[ExportFormat, string, string]>([
    [
      'txt',
      'transcript.txt',
      '2026-11-21T00:00:00.000Z\n\n[00:00:02] Anna: Hello *everybody*. We begin.\n\n' +
        '[00:00:10] — 7 s not delivered —\n\n[00:00:20] 今日は。<b>天気</b>\n\n\n',
    ],
    [
      'markdown',
      'transcript.md',
      '# 2026-11-21T00:00:00.000Z\n\n**00:00:02** Anna: Hello \\*everybody\\*. We begin.\n\n' +
        '> **00:00:10** 7 s not delivered\n\n**00:00:20** 今日は。\\<b\\>天気\\</b\\>\n\n',
    ],
    [
      'srt',
      'subtitles.srt',
      '1\n00:00:02,000 --> 00:00:04,000\nAnna: Hello *everybody*. We begin.\n\n' +
        '2\n00:00:20,000 --> 00:00:21,339\n今日は。<\u2060b>天気<\u2060/b>\n\n',
    ],
    [
      'webvtt',
      'subtitles.vtt',
      'WEBVTT\n\n00:00:02.000 --> 00:00:04.000\nAnna: Hello *everybody*. We begin.\n\n' +
        'NOTE 00:00:10.000 - 00:00:17.000 7 s not delivered\n\n' +
        '00:00:20.000 --> 00:00:21.339\n今日は。&lt;b&gt;天気&lt;/b&gt;\n\n',
    ],
  ])('as %s has every word once, and every gap in its place', async (format, name, expected) => {
    await store('one', startedAt, [
      segment('Hello *everybody*.', startedAt + 2000, { speaker: 'Anna' }),
      segment('We begin.', startedAt + 3100, { speaker: 'Anna' }),
      segment('今日は。', startedAt + 20_000, { speaker: undefined, spokenTo: startedAt + 20_500 } as never),
      segment('wrong', startedAt + 20_600, { correction: '<b>天気</b>', spokenTo: startedAt + 21_000 }),
    ]);
    const file = await exported(format, 'one');
    expect(file.name).toBe(`steadymic-0.2.0-2026-11-22-${name}`);
    expect(file.text).toBe(expected);
  });

  it.each<[ExportFormat, RegExp]>([
    ['srt', /\n2\n01:00:02,000 --> /],
    ['webvtt', /\n01:00:02\.000 --> /],
    ['txt', /\[00:00:02\] second/],
  ])('of several sessions as %s goes on with its clock or begins it anew', async (format, expected) => {
    await store('two', startedAt + 3_600_000, [segment('second', startedAt + 3_602_000)]);
    await store('one', startedAt, [segment('first', startedAt + 2000)]);
    const { text } = await exported(format, 'two', 'one');
    expect(text.indexOf('first')).toBeLessThan(text.indexOf('second'));
    expect(text).toMatch(expected);
  });

  it('says where there is no text, and that nothing is missing where it was filled in later', async () => {
    await store('silent', startedAt, []);
    expect((await exported('txt', 'silent')).text).toContain('no text');
    await store('filled', startedAt, [
      segment('late words', startedAt + 12_000, { source: 'backfill', spokenTo: startedAt + 13_000 }),
    ]);
    for (const format of ['txt', 'markdown', 'webvtt'] as const) {
      const { text } = await exported(format, 'filled');
      expect(text).toContain('late words');
      expect(text).not.toContain('not delivered');
    }
  });
});
