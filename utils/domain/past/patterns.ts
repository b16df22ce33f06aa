import { longestSessionMs } from '../bounds/bounds.ts';
import { profileKind, type ProfileKind } from '../profiles/profile-kinds.ts';
import type { SessionPast } from './session-past.ts';
import { sortedNumbers } from '../numbers/sorted-numbers.ts';
import { median, poissonAtLeast, sharesDiffer } from '../numbers/statistics.ts';

/** A common reason for which connections end at one and the same age. */
export type AgeCause = 'turn-lifetime' | 'session-limit' | 'nat-timeout' | 'unknown';

export interface SameAgePattern {
  pattern: 'same-age';
  profile: SessionPast['profile'];
  /** The age in milliseconds. */
  age: number;
  /** Connections lost at that age, out of those that reached it. */
  died: number;
  reached: number;
  cause: AgeCause;
  /** Ages of all losses in milliseconds, for a chart. */
  ages: readonly number[];
}

export interface WorstHoursPattern {
  pattern: 'worst-hours';
  /** The first local hour and the one after the last, 0 to 24. */
  fromHour: number;
  toHour: number;
  /** Sessions with trouble in those hours, out of all sessions in them; then the same for the other hours. */
  troubled: number;
  total: number;
  troubledElsewhere: number;
  totalElsewhere: number;
  /** The shares by hour, for a chart. */
  byHour: readonly Share[];
}

export interface ProfilePattern {
  pattern: 'profiles';
  worse: ProfileShare;
  better: ProfileShare;
  /** All profiles with enough sessions, the most reliable first. */
  profiles: readonly ProfileShare[];
}

/** A profile with the delay of its texts: the median of its sessions' medians, in milliseconds. */
export interface ProfileDelay {
  name: string;
  delay: number;
}

export interface TextDelayPattern {
  pattern: 'text-delays';
  quick: ProfileDelay;
  slow: ProfileDelay;
  /** The newest sessions of all profiles with enough of them, the oldest first. */
  sessions: readonly (ProfileDelay & { startedAt: number })[];
}

export type Pattern = SameAgePattern | WorstHoursPattern | ProfilePattern | TextDelayPattern;

export interface Share {
  troubled: number;
  total: number;
}

export interface ProfileShare extends Share {
  name: string;
}

/**
 * The local day (any number that differs between days) and hour (0 to 23) of a moment in epoch milliseconds.
 */
export type LocalTime = (at: number) => { day: number; hour: number };

/**
 * The probability up to which a pattern is told: chance would show it less than once in so many histories
 * without one.
 */
const chance = 1 / 10_000;

/**
 * Finds what many sessions have in common, only where chance hardly explains it: each rule asks for a number
 * of cases, for an effect that matters, and for a probability that is corrected for all the places it looked
 * at.
 */
export function findPatterns(sessions: readonly SessionPast[], localTime: LocalTime): Pattern[] {
  return [...patternsInSteps(sessions, localTime)].flat();
}

/** Finds patterns as {@link findPatterns} does, in steps between which the caller can do other work. */
export function* patternsInSteps(
  sessions: readonly SessionPast[],
  localTime: LocalTime,
): Generator<Pattern[], void> {
  const byProfile = Map.groupBy(sessions, ({ profile }) => profile.id);
  for (const own of byProfile.values()) yield optional(sameAge(own, byProfile.size));
  yield* worstHours(sessions, localTime);
  yield optional(unequalProfiles([...byProfile.values()]));
  yield optional(unequalDelays([...byProfile.values()]));
}

/** Milliseconds: younger connections are lost while starting, which has causes of its own. */
const youngestAge = 20_000;
const fewestDeaths = 4;

/**
 * Finds an age at which many connections are lost, compared with what would be expected if the connections
 * that reached it were lost there as often as shortly before and after it.
 */
function sameAge(sessions: readonly SessionPast[], profiles: number): SameAgePattern | null {
  const lives = sessions.flatMap(({ connections }) => connections);
  const all = sortedNumbers(lives.map(({ ms }) => ms));
  const lost = sortedNumbers(lives.filter(({ died, ms }) => died && ms >= youngestAge).map(({ ms }) => ms));
  const ages = lost.all;
  let best: { start: number; end: number; died: number; reached: number; p: number } | null = null;
  for (const start of ages) {
    const end = start + Math.max(4000, start * 0.04);
    const died = lost.count(start, end);
    const reached = all.countFrom(start);
    if (died < fewestDeaths || died * 2 < reached) continue;
    const around = { from: start / 2, to: start * 2 };
    const diedAround = lost.count(around.from, around.to) - died;
    const livedInside = all.within(start, end);
    const livedAround = all.within(around.from, around.to) - livedInside;
    const expected = ((diedAround + 1) / livedAround) * livedInside;
    // The window begins at a loss, so one loss is in it in any case.
    const p = poissonAtLeast(died - 1, expected) * ages.length * profiles;
    if (p < chance && p < (best?.p ?? Infinity)) best = { start, end, died, reached, p };
  }
  const [session] = sessions;
  if (!best || !session) return null;
  const { start, end, died, reached } = best;
  const age = median(lost.between(start, end));
  const cause = likelyCause(age, session.profile.kind, sessions);
  return { pattern: 'same-age', profile: session.profile, age, died, reached, cause, ages };
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * The likely cause of an age: mappings of a NAT or firewall (RFC 4787 requires two minutes, recommends five),
 * an allocation of a TURN server that is not refreshed (ten minutes, RFC 8656), sessions of speech services
 * (quarters of an hour and whole hours), and credentials of a TURN server (many hours).
 */
function likelyCause(age: number, kind: ProfileKind, sessions: readonly SessionPast[]): AgeCause {
  const isAbout = (wanted: number) => Math.abs(age - wanted) <= Math.max(8000, wanted * 0.04);
  const ended = sessions.filter(({ failure }) => failure?.reason === 'server-ended').length;
  const turn = sessions.filter(({ failure }) => failure?.reason === 'turn-unauthorized').length;
  if (turn > 0) return 'turn-lifetime';
  if (ended > 1) return 'session-limit';
  if (age <= 5.5 * minute) {
    return [0.5, 1, 2, 3, 5].some((minutes) => isAbout(minutes * minute)) ? 'nat-timeout' : 'unknown';
  }
  if (isAbout(10 * minute)) return 'turn-lifetime';
  if (profileKind(kind).limitsSessions) return 'session-limit';
  if ([15, 20, 30, 45, 60, 90, 120, 180].some((minutes) => isAbout(minutes * minute))) return 'session-limit';
  return [4, 6, 8, 12, 24, 48].some((hours) => isAbout(hours * hour)) ? 'turn-lifetime' : 'unknown';
}

const longestWindow = 3;

/** The number of sessions in one step, since each may have been live in hundreds of hours. */
const sessionsAtOnce = 50;

/**
 * Compares the hours that sessions were live in: how many sessions in a window had trouble there, and how
 * many elsewhere.
 */
function* worstHours(
  sessions: readonly SessionPast[],
  localTime: LocalTime,
): Generator<WorstHoursPattern[], void> {
  const byHour = Array.from({ length: 24 }, () => ({ troubled: 0, total: 0, days: new Set<number>() }));
  for (const [index, { connections }] of sessions.entries()) {
    if (index % sessionsAtOnce === sessionsAtOnce - 1) yield [];
    const hours = new Map<number, { hour: number; day: number; troubled: boolean }>();
    for (const { from, ms, died } of connections) {
      // A clock that was set has made such a length; stepping through it hour by hour would take for ever,
      // and say nothing.
      if (!(ms >= 0 && ms <= longestSessionMs)) continue;
      const end = from + ms;
      const lastHour = Math.ceil(ms / hour);
      // Counted instead of added up, because adding an hour to a moment far beyond all dates changes nothing.
      for (let passed = 0; passed <= lastHour; passed += 1) {
        const at = Math.min(from + passed * hour, end);
        const { day, hour: of } = localTime(at);
        const key = day * 24 + of;
        const known = hours.get(key)?.troubled ?? false;
        hours.set(key, { hour: of, day, troubled: known || (died && at === end) });
      }
    }
    for (const { hour: of, day, troubled } of hours.values()) {
      const slot = byHour[of];
      if (!slot) continue;
      slot.total += 1;
      if (!troubled) continue;
      slot.troubled += 1;
      slot.days.add(day);
    }
  }
  const all = sumOf(byHour);
  let best: { pattern: WorstHoursPattern; p: number } | null = null;
  for (let length = 1; length <= longestWindow; length += 1) {
    for (let first = 0; first < 24; first += 1) {
      const window = Array.from({ length }, (_, index) => byHour[(first + index) % 24]).filter(isThere);
      const { troubled, total } = sumOf(window);
      const days = new Set(window.flatMap((slot) => [...slot.days])).size;
      const elsewhere = { troubled: all.troubled - troubled, total: all.total - total };
      const twiceAsOften = troubled / total >= (2 * elsewhere.troubled) / elsewhere.total;
      if (troubled < 5 || days < 3 || elsewhere.total < 10 || !twiceAsOften) continue;
      const p = sharesDiffer(troubled, total, elsewhere.troubled, elsewhere.total) * 24 * longestWindow;
      if (p >= chance || p >= (best?.p ?? Infinity)) continue;
      best = {
        p,
        pattern: {
          pattern: 'worst-hours',
          fromHour: first,
          toHour: ((first + length - 1) % 24) + 1,
          troubled,
          total,
          troubledElsewhere: elsewhere.troubled,
          totalElsewhere: elsewhere.total,
          byHour: byHour.map(({ troubled: bad, total: every }) => ({ troubled: bad, total: every })),
        },
      };
    }
  }
  yield optional(best?.pattern ?? null);
}

const fewestSessions = 8;

/** Finds two profiles of which one is reliable and the other is not. */
function unequalProfiles(groups: readonly (readonly SessionPast[])[]): ProfilePattern | null {
  const profiles = groups
    .map((sessions) => ({
      name: sessions.at(-1)?.profile.name ?? '',
      troubled: sessions.filter(({ connections }) => connections.some(({ died }) => died)).length,
      total: sessions.filter(({ connections }) => connections.length > 0).length,
    }))
    .filter(({ total }) => total >= fewestSessions)
    .sort((one, other) => one.troubled / one.total - other.troubled / other.total);
  const better = profiles[0];
  const worse = profiles.at(-1);
  if (!better || !worse || better === worse) return null;
  const pairs = (profiles.length * (profiles.length - 1)) / 2;
  const p = sharesDiffer(worse.troubled, worse.total, better.troubled, better.total) * pairs;
  return p < chance ? { pattern: 'profiles', worse, better, profiles } : null;
}

/** Each session's delay is measured over many texts, so that a few sessions show what a server does. */
const fewestDelays = 3;

/** How much slower a server's texts are that a speaker notices beside another's. */
const noticedRatio = 1.25;

/** The number of sessions in the chart. */
const mostDelays = 40;

/** Finds two profiles of which one gives text sooner than the other. */
function unequalDelays(groups: readonly (readonly SessionPast[])[]): TextDelayPattern | null {
  const profiles = groups
    .map((sessions) => {
      const name = sessions.at(-1)?.profile.name ?? '';
      const measured = sessions.flatMap(({ startedAt, textDelay }) =>
        textDelay ? [{ name, startedAt, delay: textDelay.p50 }] : [],
      );
      return { name, measured };
    })
    .filter(({ measured }) => measured.length >= fewestDelays)
    .map(({ name, measured }) => ({ name, measured, delay: median(measured.map(({ delay }) => delay)) }))
    .sort((one, other) => one.delay - other.delay);
  const [quick, slow] = [profiles[0], profiles.at(-1)];
  if (!quick || !slow || slow.delay < noticedRatio * quick.delay || slow.delay === 0) return null;
  const sessions = profiles
    .flatMap(({ measured }) => measured)
    .sort((one, other) => one.startedAt - other.startedAt)
    .slice(-mostDelays);
  return {
    pattern: 'text-delays',
    quick: { name: quick.name, delay: quick.delay },
    slow: { name: slow.name, delay: slow.delay },
    sessions,
  };
}

function sumOf(shares: readonly Share[]): Share {
  return shares.reduce(
    (sum, { troubled, total }) => ({ troubled: sum.troubled + troubled, total: sum.total + total }),
    { troubled: 0, total: 0 },
  );
}

function optional<Value>(value: Value | null): Value[] {
  return value === null ? [] : [value];
}

function isThere<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
