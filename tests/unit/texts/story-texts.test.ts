import { describe, expect, it } from 'vitest';
import type { Warning } from '../../../utils/domain/warnings/warning-kinds.ts';
import type { SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { sessionStory } from '../../../utils/domain/past/session-story.ts';
import { storyParagraph } from '../../../utils/texts/story-texts.ts';
import { textsOf, type Language } from '../../support/messages.ts';
import { logOf, started } from '../domain/session-log.ts';

type Log = [second: number, body: SessionEventBody][];

const live: Log = [
  [0, started],
  [1, { kind: 'live', afterMs: 1000 }],
];
const lost = (cause: 'link-silent' | 'network-lost' | 'failed', interruption = 1): SessionEventBody => ({
  kind: 'recovery-began',
  cause,
  lastHeardMsAgo: 900,
  interruption,
});
const healed = (by: 'itself' | 'ice-restart' | 'new-connection'): SessionEventBody => ({
  kind: 'recovered',
  by,
  afterMs: 3100,
  attempts: 1,
  interruptedMs: 3100,
});
const ended = (by: 'user' | 'failure' | 'interruption' = 'user', durationMs = 0): SessionEventBody => ({
  kind: 'session-ended',
  by,
  durationMs,
});
const failure: SessionEventBody = {
  kind: 'session-failed',
  failure: { reason: 'connection-lost', status: 'failed' },
};

function tell(log: Log, language: Language = 'en', nowSecond = 2600): string {
  const offset = new Date(2026, 10, 22, 14, 0, 0).getTime();
  const events = logOf(log).map((event) => ({ ...event, at: event.at + offset }));
  const story = sessionStory(events, nowSecond * 1000 + offset);
  return storyParagraph(textsOf(language), story).replaceAll('\u202f', ' ');
}

describe('a session’s story', () => {
  it.each<[name: string, log: Log, story: string]>([
    [
      'of a session that sent something late',
      [
        ...live,
        [
          24,
          { kind: 'catch-up-began', from: 18_500, behindMs: 5500, againMs: 0, road: 'stretch', speed: 1.25 },
        ],
        [46, { kind: 'catch-up-ended', deliveredMs: 27_500, leftMs: 0 }],
        [2521, ended()],
      ],
      'Live for 42 min, then you pressed Stop. At 2:00:24 PM what could not be sent before was sent: 28 sec of it, level again after 22 sec. No other warning.',
    ],
    [
      'of a session that sent something late twice, and once was broken off',
      [
        ...live,
        ...[24, 124, 224].flatMap((second): Log => [
          [
            second,
            { kind: 'catch-up-began', from: 18_500, behindMs: 5500, againMs: 0, road: 'burst', speed: 2 },
          ],
          [second + 6, { kind: 'catch-up-ended', deliveredMs: 5500, leftMs: second === 124 ? 100 : 0 }],
        ]),
        [2521, ended()],
      ],
      'Live for 42 min, then you pressed Stop. What could not be sent was sent late 2 times, level again after 12 sec in all. No other warning.',
    ],
    [
      'of a good session',
      [...live, [2521, ended()]],
      'Live for 42 min, then you pressed Stop. The connection held all the time, without a warning.',
    ],
    [
      'of a network that went away',
      [...live, [1930, lost('network-lost')], [1933.1, healed('new-connection')], [2521, ended()]],
      'Live for 42 min, then you pressed Stop. At 2:32:10 PM the network went away; healed by a new connection after 3.1 sec. No other warning.',
    ],
    [
      'whose log was cut',
      [...live, [600, { kind: 'log-cut' }], [2521, ended()]],
      'Live for 42 min, then you pressed Stop. From 2:10:00 PM on the log lists only losses, recoveries and the end, because it had become too long. No other warning.',
    ],
    ['of a session that starts', [[0, started]], 'The session is starting.'],
    [
      'of a session that runs',
      [...live, [30, { kind: 'mute-changed', muted: true }], [40, { kind: 'mute-changed', muted: false }]],
      'Live for 43 min, 19 sec so far. You had the microphone muted for 10 sec. No other warning.',
    ],
    ['of a session that ran and was calm', live, 'Live for 43 min, 19 sec so far. No warning so far.'],
    [
      'of a session that recovers just now',
      [...live, [2590, lost('link-silent')]],
      'Live for 43 min, 19 sec so far. At 2:43:10 PM the far side fell silent; SteadyMic has been getting it back for 10 sec. No other warning.',
    ],
    [
      'of a failure before it was live',
      [
        [0, started],
        [15, failure],
        [15, ended('failure')],
      ],
      'After 15 sec, before the session was live, a problem ended it: “The connection was lost”.',
    ],
    [
      'of a failure while it was live',
      [...live, [61, failure], [61, ended('failure')]],
      'Live for 1 min, until a problem ended the session: “The connection was lost”. No other warning.',
    ],
    [
      'of a Stop before it was live',
      [
        [0, started],
        [3, ended()],
      ],
      'You pressed Stop after 3 sec, before the session was live.',
    ],
    [
      'of a browser that was ended',
      [...live, [2000, ended('interruption', 601_000)]],
      'Live for 10 min, until the browser was ended in the middle. No other warning.',
    ],
    [
      'of a browser that was ended during the start',
      [
        [0, started],
        [2000, ended('interruption', 4000)],
      ],
      'The browser was ended after 4 sec, before the session was live.',
    ],
    [
      'of a slow start',
      [
        [0, started],
        [8, { kind: 'live', afterMs: 8000 }],
        [68, ended()],
      ],
      'Live for 1 min, then you pressed Stop. It took 8 sec until the far side answered. The connection held all the time, without a warning.',
    ],
    [
      'of many interruptions, in one sentence',
      [
        ...live,
        ...[100, 200, 300, 400].flatMap<Log[number]>((at, index) => [
          [at, lost('failed', index + 1)],
          [at + 1 + index, healed('itself')],
        ]),
        [501, ended()],
      ],
      'Live for 8 min, 20 sec, then you pressed Stop. 4 interruptions, 10 sec in all; the longest began at 2:06:40 PM and lasted 4 sec. No other warning.',
    ],
    [
      'of a host that went away, a sleep, a change of connection and a stand-in',
      [
        ...live,
        [50, { kind: 'session-resumed', holeMs: 4000 }],
        [51, { kind: 'live', afterMs: 1000 }],
        [100, { kind: 'clock-jumped', byMs: 720_000 }],
        [200, { kind: 'rolled-over', cause: 'turn-expiry', afterMs: 300 }],
        [300, { kind: 'microphone-replaced', label: 'Built-in', sampleRate: null, why: 'lost' }],
        [301, ended()],
      ],
      'Live for 5 min, then you pressed Stop. SteadyMic’s own audio part went away 1 time; nothing was sent for 4 sec. At 2:01:40 PM the clock jumped by 12 min: the computer slept, or its clock was set. 1 time a new connection took over without a break. At 2:05:00 PM the microphone went away, and “Built-in” took over. No other warning.',
    ],
  ])('%s', (_name, log, story) => {
    expect(tell(log)).toBe(story);
  });

  it.each<[Warning, figure: number, sentence: string]>([
    [
      'high-round-trip-time',
      0.812,
      'The way to the server was slow for 20 sec (round-trip time up to 812 ms).',
    ],
    ['high-jitter', 0.09, 'The sound arrived unevenly for 20 sec (jitter up to 90 ms).'],
    ['high-loss', 0.125, 'Part of the sound was lost on the way for 20 sec (loss up to 12.5%).'],
    ['low-bitrate', 2400, 'Hardly any sound left this computer for 20 sec (bitrate down to 2.4 kbit/s).'],
    ['silent-microphone', 14, 'The microphone gave nothing but silence for 20 sec (longest stretch 14 sec).'],
    ['no-voice', 40, 'For 20 sec no voice was heard (longest stretch 40 sec).'],
    ['too-quiet', -52, 'Your voice was very quiet for 20 sec (down to -52.0 dBFS).'],
    ['clipping', 0.02, 'Your voice was cut off by its loudness for 20 sec (up to 2% of it).'],
    ['narrow-band', -80, 'Your voice sounded as over a telephone for 20 sec (above 5 kHz down to -80.0 dB).'],
  ])('tells the warning %s once, with its length and its worst figure', (warning, worst, sentence) => {
    const milder = warning === 'low-bitrate' ? worst * 2 : worst / 2;
    const log: Log = [
      ...live,
      [100, { kind: 'warning-raised', warning, figure: milder }],
      [110, { kind: 'warning-cleared', warning, figure: 0, worst: milder, afterMs: 10_000 }],
      [120, { kind: 'warning-raised', warning, figure: worst }],
      [130, { kind: 'warning-cleared', warning, figure: 0, worst, afterMs: 10_000 }],
      [301, ended()],
    ];
    expect(tell(log)).toBe(`Live for 5 min, then you pressed Stop. ${sentence}`);
  });

  it.each([
    [
      'link-silent',
      'itself',
      'At 2:01:40 PM the far side fell silent; it came back by itself after 3.1 sec.',
    ],
    [
      'link-silent',
      'ice-restart',
      'At 2:01:40 PM the far side fell silent; healed by an ICE restart after 3.1 sec.',
    ],
    [
      'network-lost',
      'itself',
      'At 2:01:40 PM the network went away; the connection came back by itself after 3.1 sec.',
    ],
    [
      'network-lost',
      'ice-restart',
      'At 2:01:40 PM the network went away; healed by an ICE restart after 3.1 sec.',
    ],
    [
      'failed',
      'new-connection',
      'At 2:01:40 PM the connection was lost; healed by a new connection after 3.1 sec.',
    ],
  ] as const)('tells a loss by %s that %s healed', (cause, by, sentence) => {
    expect(tell([...live, [100, lost(cause)], [103.1, healed(by)], [301, ended()]])).toContain(sentence);
  });

  it('is told in Japanese without spaces between its sentences', () => {
    expect(
      tell(
        [...live, [1930, lost('network-lost')], [1933.1, healed('new-connection')], [2521, ended()]],
        'ja',
      ),
    ).toBe(
      '42分配信し、自分で停止しました。14:32:10にネットワークが切断されましたが、3.1秒後に新しい接続で回復しました。ほかに警告はありません。',
    );
  });
});
