import 'fake-indexeddb/auto';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvDialect, defaultMask, type CsvDialect } from '../../utils/history/export/export-request.ts';
import { unpackMinute } from '../../utils/history/rows/packed-minute.ts';
import { generateHistory, type GeneratedSession } from '../support/history/generate-history.ts';
import { openHistory, type OpenedHistory } from '../support/history/open-history.ts';
import { eventsOf } from '../support/session-rows.ts';

/**
 * Reads a table with Python's own module, and every local time with its parser, in the zone of this test:
 * answers rows as JSON, with the local times as epoch seconds.
 */
const program = `
import csv, datetime, io, json, sys
text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8-sig', newline='')
rows = list(csv.DictReader(text, delimiter=sys.argv[1], strict=True))
for row in rows:
    row['seconds'] = datetime.datetime.strptime(row['local time'], '%Y-%m-%d %H:%M:%S').timestamp()
json.dump(rows, sys.stdout)
`;

let history: OpenedHistory;
let made: GeneratedSession;

beforeEach(async () => {
  history = openHistory();
  const options = { seed: 7, sessions: 2, eventsPerSession: 30, samplesPerSession: 60 };
  const [session] = generateHistory({ ...options, endsAt: Date.UTC(2026, 10, 22) });
  made = session ?? expect.fail();
  await history.fill([made]);
});
afterEach(() => history.database.delete());

async function readInPython(format: 'csv-events' | 'csv-samples', id: string, csv: CsvDialect) {
  const { content } = await history.export({ sessionIds: [id], format, mask: defaultMask, csv });
  const input = Buffer.from(await content.arrayBuffer());
  const answer = execFileSync('/usr/bin/python3', ['-c', program, csv.separator], { input });
  return JSON.parse(answer.toString()) as Record<string, string>[];
}

describe.each([
  ['commas', csvDialect('comma', '.')],
  ['semicolons', csvDialect('semicolon', ',')],
  ['tabs', csvDialect('tab', ',')],
])('a table with %s, read by Python', (_, csv) => {
  it('has every second with its time and its figures', async () => {
    const rows = await readInPython('csv-samples', made.row.id, csv);
    const samples = made.minutes.flatMap(unpackMinute);
    expect(rows.map(({ at }) => Number(at))).toEqual(samples.map(({ at }) => at));
    expect(rows.map(({ seconds }) => seconds)).toEqual(samples.map(({ at }) => Math.floor(at / 1000)));
    rows.forEach(({ bitrate = '' }, index) => {
      const figure = bitrate === '' ? null : Number(bitrate.replace(csv.decimalSign, '.'));
      expect(figure === null).toBe(samples[index]?.bitrate === null);
      expect(figure ?? 0).toBeCloseTo(samples[index]?.bitrate ?? 0, 0);
    });
  });

  it('has every event with its data, whatever a microphone is called', async () => {
    const label = '＝cmd|"x";\t,\r\n@SUM(1)';
    const events = eventsOf('odd', Date.UTC(2026, 2, 29, 0, 59, 59), [
      { kind: 'microphone-acquired', label, sampleRate: 48_000 },
      { kind: 'stop-requested' },
    ]);
    await history.storeEvents(events);
    const rows = await readInPython('csv-events', 'odd', csv);
    expect(rows.map(({ kind }) => kind)).toEqual(['microphone-acquired', 'stop-requested']);
    expect(JSON.parse(rows[0]?.['data'] ?? '')).toEqual({ label, sampleRate: 48_000 });
    expect(rows.map(({ seconds }) => seconds)).toEqual(events.map(({ at }) => Math.floor(at / 1000)));
  });
});
