import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import type { Segment } from '../../../utils/domain/transcript/segment.ts';
import { indexedWords } from '../../../utils/domain/transcript/search-words.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import { blockOf } from '../../../utils/history/rows/word-block.ts';
import { segment } from '../transcripts.ts';
import type { PastSessions } from './past-sessions.ts';

/** A past session of a minute with this text, in which the sound of the seconds from 10 to 17 did not arrive. */
export function spokenSession(id: string, startedAt: number, segments: readonly Segment[]): PastSessions {
  const lost = { afterMs: 7000, lostMs: 7000, lostInAllMs: 7000 };
  const log: [second: number, body: SessionEventBody][] = [
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
    [0.2, { kind: 'microphone-acquired', label: 'Headset (USB)', sampleRate: 48_000 }],
    [1, { kind: 'gaps-watched', fromMs: 500 }],
    [1, { kind: 'live', afterMs: 1000 }],
    [10, { kind: 'gap-began', unprovenMs: 0 }],
    [17, { kind: 'gap-ended', ...lost }],
    [60, { kind: 'stop-requested' }],
    [60.1, { kind: 'session-ended', by: 'user', durationMs: 60_100 }],
  ];
  const events = log.map(([second, body], index): SessionEvent => ({
    sessionId: id,
    writer: 'host',
    seq: index + 1,
    at: startedAt + second * 1000,
    ...body,
  }));
  const row = projectSession(events);
  if (!row) throw new Error('a session without events');
  const final = segments.filter(({ isFinal }) => isFinal);
  const blocks = Map.groupBy(final, ({ spokenFrom }) => blockOf(spokenFrom));
  return {
    rows: [row],
    events,
    samples: [],
    segments: segments.map((each) => ({ ...each, sessionId: id })),
    wordBlocks: [...blocks].map(([from, own]) => ({
      sessionId: id,
      from,
      words: [...new Set(own.flatMap(({ text }) => indexedWords(text)))],
    })),
  };
}

/** What people say in several languages and scripts, with a gap, words that came late, and a correction. */
export function spokenWords(startedAt: number): Segment[] {
  const at = (second: number) => startedAt + second * 1000;
  return [
    segment('Good morning, everybody, and welcome to the meeting.', at(2)),
    segment('We begin with the microphone of this room.', at(6)),
    segment('今日は天気がいいので、東京都庁まで歩いて行きましょう。', at(20)),
    segment('مرحبا بكم في الاجتماع اليوم، كيف حالكم؟', at(28)),
    segment('These words came when the connection was back.', at(35), { source: 'catch-up' }),
    segment('Please wreck a nice beach.', at(42), { correction: 'Please recognise speech.' }),
    segment('Thank you for watching.', at(50), { isUnspoken: true }),
    segment('and this sentence has not', at(55), { isFinal: false }),
  ];
}
