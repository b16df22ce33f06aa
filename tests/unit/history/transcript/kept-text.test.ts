import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../../../utils/domain/bounds/bounds.ts';
import { mergeSettings } from '../../../../utils/domain/settings/merge-settings.ts';
import { defaultSettings, parseSettings } from '../../../../utils/domain/settings/settings.ts';
import { parsePolicy } from '../../../../utils/domain/settings/settings-policy.ts';
import { removeOldTranscripts } from '../../../../utils/history/retention/remove-old-transcripts.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import { keptSegments } from '../../../../utils/history/transcript/kept-segments.ts';
import { createSegmentStore } from '../../../../utils/history/transcript/segment-store.ts';
import { openHistory, type OpenedHistory } from '../../../support/history/open-history.ts';
import { aSegment } from '../../../support/segments.ts';
import { aRow } from '../../../support/session-rows.ts';

const now = Date.UTC(2026, 10, 30);
let history: OpenedHistory;

beforeEach(() => {
  history = openHistory();
});
afterEach(() => history.database.delete());

async function withText(id: string, daysAgo: number, outcome: 'stopped' | 'running' = 'stopped') {
  await history.database.sessions.put(packRow(aRow({ id, outcome, lastEventAt: now - daysAgo * dayMs })));
  await history.segments.put(id, [aSegment(), aSegment({ id: 'other' })]);
}

/** The sessions that have text, or words by which text is found. */
const left = async () => {
  const { segments, wordBlocks } = history.database;
  const rows = [...(await segments.toArray()), ...(await wordBlocks.toArray())];
  return [...new Set(rows.map(({ sessionId }) => sessionId))].toSorted();
};

describe('text', () => {
  const storing = (settings: Parameters<typeof keptSegments>[0]) =>
    keptSegments(settings, createSegmentStore(history.database, history.access));
  const reading = (keep: boolean) => () =>
    Promise.resolve({ ...defaultSettings(), transcript: { keep, keepDays: null } });

  it('is stored where it is kept, and not where it is not', async () => {
    await withText('one', 0);
    await Promise.all([history.database.segments.clear(), history.database.wordBlocks.clear()]);
    expect(await storing(reading(false))('one', [aSegment()])).toBe(true);
    expect(await left()).toEqual([]);
    expect(await storing(reading(true))('one', [aSegment()])).toBe(true);
    expect(await left()).toEqual(['one']);
  });

  it('is neither stored nor let go while nobody knows the settings', async () => {
    await withText('one', 0);
    await Promise.all([history.database.segments.clear(), history.database.wordBlocks.clear()]);
    expect(await storing(() => Promise.resolve(null))('one', [aSegment()])).toBe(false);
    expect(await left()).toEqual([]);
  });

  it('is kept by settings from before there was a choice, and not where an administrator says so', () => {
    const { transcript: _, ...earlier } = defaultSettings();
    const before = parseSettings(earlier);
    expect(before.ok && before.settings.transcript).toEqual({ keep: true, keepDays: null });
    const policy = parsePolicy({ settings: { transcript: { keep: false } }, locked: ['transcript.keep'] });
    const { settings } = mergeSettings({ user: defaultSettings(), seen: new Map(), policy });
    expect(settings.transcript).toEqual({ keep: false, keepDays: null });
  });
});

describe('text that is kept for some days', () => {
  beforeEach(async () => {
    await withText('yesterday', 1);
    await withText('last week', 8);
    await withText('runs', 9, 'running');
  });

  it('goes when they have passed since its session, and the session stays', async () => {
    await removeOldTranscripts(history.database, { keepDays: 7 }, now);
    expect(await left()).toEqual(['runs', 'yesterday']);
    expect(await history.database.sessions.count()).toBe(3);
  });

  it.each([
    ['without a limit', null, now],
    ['while the clock is far from all that is stored', 7, now + 100 * dayMs],
    ['while the clock is set back', 7, now - 300 * dayMs],
  ])('stays %s', async (_, keepDays, at) => {
    await removeOldTranscripts(history.database, { keepDays }, at);
    expect(await left()).toEqual(['last week', 'runs', 'yesterday']);
  });
});
