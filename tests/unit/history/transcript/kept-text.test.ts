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
import { aWhipProfile } from '../../../support/profiles.ts';
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

  it.each([
    [0, false],
    [1, true],
    [null, true],
  ])('of a profile that keeps it for %s days is stored: %s', async (keepTextDays, isStored) => {
    await withText('one', 0);
    await Promise.all([history.database.segments.clear(), history.database.wordBlocks.clear()]);
    const { profileId } = aRow({ id: 'one' });
    const profiles = [{ ...aWhipProfile({ id: profileId }), keepTextDays }];
    const stored = storing(() => Promise.resolve({ ...defaultSettings(), profiles }))('one', [aSegment()]);
    expect(await stored).toBe(true);
    expect(await left()).toEqual(isStored ? ['one'] : []);
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

/** The settings with a limit for all text, and one for that of the profile that all sessions here have. */
function keeping(keepDays: number | null, keepTextDays?: number) {
  const { profileId } = aRow({ id: 'any' });
  const profile = { ...aWhipProfile({ id: profileId }), ...(keepTextDays !== undefined && { keepTextDays }) };
  return { profiles: [profile], transcript: { keep: true, keepDays } };
}

describe('text that is kept for some days', () => {
  beforeEach(async () => {
    await withText('yesterday', 1);
    await withText('last week', 8);
    await withText('runs', 9, 'running');
  });

  it('goes when they have passed since its session, and the session stays', async () => {
    await removeOldTranscripts(history.database, keeping(7), now);
    expect(await left()).toEqual(['runs', 'yesterday']);
    expect(await history.database.sessions.count()).toBe(3);
  });

  it.each([
    ['the shorter one of two limits holds', 30, 7, ['runs', 'yesterday']],
    ['the settings have the shorter one', 7, 30, ['runs', 'yesterday']],
    ['its profile alone has a limit', null, 7, ['runs', 'yesterday']],
    // Segments that are stored already were kept on purpose.
    ['its profile keeps no more of it', null, 0, ['last week', 'runs', 'yesterday']],
    ['its profile keeps no more of it, and the settings have a limit', 7, 0, ['runs', 'yesterday']],
  ])('goes where %s', async (_, keepDays, keepTextDays, expected) => {
    await removeOldTranscripts(history.database, keeping(keepDays, keepTextDays), now);
    expect(await left()).toEqual(expected);
  });

  it.each([
    ['without a limit', null, now],
    ['while the clock is far from all that is stored', 7, now + 100 * dayMs],
    ['while the clock is set back', 7, now - 300 * dayMs],
  ])('stays %s', async (_, keepDays, at) => {
    await removeOldTranscripts(history.database, keeping(keepDays), at);
    expect(await left()).toEqual(['last week', 'runs', 'yesterday']);
  });
});
