import { describe, expect, it } from 'vitest';
import type { SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { gapLedger, type GapLedger } from '../../../utils/domain/past/gap-ledger.ts';
import { csvDialect } from '../../../utils/history/export/export-request.ts';
import { csvSamples } from '../../../utils/history/export/export-csv.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import { deliveryTexts } from '../../../utils/texts/delivery-texts.ts';
import { logOf, started } from '../domain/session-log.ts';
import { textsOf } from '../../support/messages.ts';

const ledger = (changes: Partial<GapLedger>): GapLedger => ({
  from: 0,
  to: 2_520_000,
  seenFromMs: 900,
  capturedMs: 2_520_000,
  lostMs: 0,
  deliveredMs: 2_520_000,
  gaps: [],
  captured: [],
  lateMs: 0,
  lost: [],
  late: [],
  twice: [],
  catchUps: [],
  running: false,
  ...changes,
});

const catchUp = (end: 'level' | 'open') =>
  ({ from: 1, to: 2, first: 0, behindMs: 1, road: 'burst', speed: 2, end }) as const;

describe('the headline of a session', () => {
  it.each<[string, Partial<GapLedger>, number | null, string | null, string[]]>([
    ['all arrived', {}, null, 'All of 42 min arrived.', []],
    [
      'something is lost',
      { lostMs: 3100 },
      null,
      '3.1 sec of 42 min did not arrive, as far as is known.',
      [],
    ],
    [
      'all arrived, some of it late',
      { lateMs: 3100 },
      null,
      'All of 42 min arrived; 3.1 sec of it late.',
      [],
    ],
    [
      'something is lost, and something late',
      { lostMs: 2000, lateMs: 3100 },
      null,
      '2 sec of 42 min did not arrive, as far as is known; 3.1 sec arrived late.',
      [],
    ],
    [
      'something is being sent',
      { lostMs: 2000, catchUps: [catchUp('open')] },
      null,
      '2 sec of 42 min has not arrived yet, and is being sent.',
      [],
    ],
    [
      'something more is being sent',
      { lostMs: 2000, lateMs: 3100, catchUps: [catchUp('level'), catchUp('open')] },
      null,
      '2 sec of 42 min has not arrived yet, and is being sent; 3.1 sec arrived late.',
      [],
    ],
    [
      'single packets are lost besides',
      { lostMs: 0 },
      0.004,
      'All of 42 min arrived.',
      ['Besides, the server counted 0.4% of the packets as lost, one by one.'],
    ],
    ['fewer are lost than a figure can say', { lostMs: 0 }, 0.0004, 'All of 42 min arrived.', []],
    [
      'the server confirms seldom',
      { seenFromMs: 5400 },
      null,
      'All of 42 min arrived.',
      ['This server confirms so seldom that gaps shorter than 5.4 sec cannot be seen.'],
    ],
    [
      'nothing was measured',
      { seenFromMs: null },
      0.1,
      'It is not known how much arrived: nothing measured it.',
      [],
    ],
    ['nothing was captured', { capturedMs: 0 }, null, null, []],
  ])('says that %s', (_name, changes, scattered, headline, notes) => {
    expect(deliveryTexts(textsOf('en'), ledger(changes), scattered)).toMatchObject({ headline, notes });
  });
});

const story: [number, SessionEventBody][] = [
  [0, started],
  [1, { kind: 'live', afterMs: 1000 }],
  [1, { kind: 'gaps-watched', fromMs: 900 }],
  [10, { kind: 'gap-began', unprovenMs: 500 }],
  [12, { kind: 'gap-ended', afterMs: 2500, lostMs: 2500, lostInAllMs: 2500 }],
  [20, { kind: 'session-ended', by: 'user', durationMs: 20_000 }],
];

it('a row of the list has what did not arrive, and nothing where nothing is known to be lost', () => {
  expect(projectSession(logOf(story))?.lostMs).toBe(2500);
  expect(projectSession(logOf(story.slice(0, 3)))).not.toHaveProperty('lostMs');
});

it.each<[string, [number, SessionEventBody][], [second: number, ending: string][]]>([
  [
    'captured and lost',
    story,
    [
      [1, ',0,0,0'],
      [5, ',1000,0,0'],
      [10, ',1000,500,0'],
      [11, ',1000,1000,0'],
      [13, ',1000,0,0'],
    ],
  ],
  [
    'neither, where nothing measured it',
    story.filter(([, { kind }]) => kind !== 'gaps-watched'),
    [[5, ',,,']],
  ],
])('a table of samples says how much of each second was %s', async (_name, log, endings) => {
  const events = logOf(log);
  const row = projectSession(events);
  if (!row) throw new Error('The log has a row.');
  const sample = {
    sessionId: row.id,
    roundTripTime: null,
    jitter: null,
    fractionLost: null,
    bitrate: null,
    audioLevel: null,
    capturedMsAgo: null,
    sentMsAgo: null,
    heardMsAgo: null,
    understoodMsAgo: null,
    consecutiveErrors: 0,
  };
  const samples = async function* () {
    await Promise.resolve();
    yield endings.map(([second]) => ({ ...sample, at: second * 1000 }));
  };
  let table = '';
  for await (const piece of csvSamples(
    { row, events, samples, segments: () => Promise.resolve([]), recording: null },
    csvDialect('comma', '.'),
  ))
    table += piece;
  const lines = table.trimEnd().split('\r\n');
  endings.forEach(([, ending], index) => expect(lines[index]?.endsWith(`,0${ending}`)).toBe(true));
});

it('the ledger of a log is the same whether it is read whole or exported and imported', () => {
  const events = logOf(story);
  const again = JSON.parse(JSON.stringify(events)) as typeof events;
  expect(gapLedger(again, 20_000)).toEqual(gapLedger(events, 20_000));
});
