import { describe, expect, it } from 'vitest';
import { watchSimulatedLink, type SimulatedLink } from './link-simulation.ts';

type FarSide = Omit<SimulatedLink, 'seed' | 'loss' | 'forMs'>;

const often = { shortest: 300, longest: 1500 };
const seldom = { shortest: 2500, longest: 7500 };
const feedback = { shortest: 40, longest: 120 };
const any = { reports: seldom, channel: false, checks: true, isFresh: true, roundTrip: 20 };

const losses = [0, 0.05, 0.1, 0.2] as const;

/**
 * Milliseconds within which a cut is told, at each of the {@link losses}. Those beyond seven seconds are none that a user waits
 * for: the browser itself says `disconnected` when no connectivity check has been answered for five seconds.
 */
type Bounds = readonly [number, number, number, number];

/** Every kind of evidence that a far side gives of hearing us. `onlyUp` is for a cut in which it still sends us something. */
const farSides: Record<string, { farSide: FarSide; bounds: Bounds; onlyUp?: Bounds }> = {
  'is asked': { farSide: { ...any, reports: often, channel: true }, bounds: [950, 950, 1200, 1700] },
  'announces feedback': {
    farSide: { ...any, reports: seldom, feedback, givesFeedback: true },
    bounds: [1000, 1250, 1650, 4200],
  },
  'gives feedback unannounced': {
    farSide: { ...any, reports: seldom, feedback },
    bounds: [1700, 2200, 1900, 3600],
    onlyUp: [2000, 3000, 4000, 16_000],
  },
  'reports often': { farSide: { ...any, reports: often }, bounds: [4000, 9000, 12_000, 20_000] },
  'reports once a second': {
    farSide: { ...any, reports: { shortest: 1000, longest: 1000 } },
    bounds: [4000, 9000, 13_500, 20_000],
  },
  'reports seldom': { farSide: { ...any, reports: seldom }, bounds: [4000, 11_500, 12_500, 20_000] },
};

const cuts = ['both ways', 'up', 'down'] as const;
type Cut = (typeof cuts)[number];

const seeds = Array.from({ length: 8 }, (_, index) => index + 1);

const rows = Object.keys(farSides).flatMap((name) => cuts.map((cut) => [name, cut] as const));

/** Milliseconds until a cut is told that begins at `from`, with another one of `earlierMs` shortly before. */
function toldAfterMs(link: Omit<SimulatedLink, 'forMs'>, from: number, cut: Cut, earlierMs: number): number {
  const only = cut === 'both ways' ? undefined : cut;
  const earlier = from - 12_000;
  const outages = [
    { from: earlier, to: earlier + earlierMs, only },
    { from, to: Infinity, only },
  ];
  const readings = watchSimulatedLink({ ...link, forMs: from + 20_000, outages });
  return (readings.find(({ at, verdict }) => at > from && verdict === 'silent')?.at ?? Infinity) - from;
}

function latestTold(
  name: string,
  cut: Cut,
  ageMs: number,
  earlierMs = 0,
): { loss: number; told: number; within: number }[] {
  const kind = farSides[name];
  if (!kind) throw new Error(`There is no far side that ${name}.`);
  const bounds = cut === 'up' ? (kind.onlyUp ?? kind.bounds) : kind.bounds;
  return losses.map((loss, index) => {
    const told = seeds.map((seed) =>
      toldAfterMs({ ...kind.farSide, loss, seed }, ageMs + 37 * seed, cut, earlierMs),
    );
    return { loss, told: Math.max(...told), within: bounds[index] ?? 0 };
  });
}

const isLate = ({ told, within }: { told: number; within: number }) => told > within;

describe('a cut is told in time, at whatever the link loses otherwise', () => {
  describe.each([4, 60])('in a session of %d s', (seconds) => {
    it.each(rows)('where the far side %s, and is cut off %s', (name, cut) => {
      expect(latestTold(name, cut, 1000 * seconds).filter(isLate)).toEqual([]);
    });
  });

  // Packets that a report counts as lost after the cut were lost by it, whether the cut was told or not.
  describe.each([3, 5])('as soon as the first one, which lasted %d s', (seconds) => {
    it.each(rows)('where the far side %s, and is cut off %s', (name, cut) => {
      expect(latestTold(name, cut, 40_000, 1000 * seconds).filter(isLate)).toEqual([]);
    });
  });

  it.each(Object.keys(farSides))(
    'and nothing is told by chance, at any loss in forty minutes: a far side that %s',
    (name) => {
      const farSide = farSides[name]?.farSide ?? any;
      const alarms = [0, 0.001, 0.005, 0.02, 0.05, 0.1, 0.2].flatMap((loss) =>
        seeds.slice(0, 4).flatMap((seed) => {
          const readings = watchSimulatedLink({ ...farSide, loss, seed, forMs: 600_000 });
          return readings.filter(({ verdict }) => verdict === 'silent').map(({ at }) => ({ loss, seed, at }));
        }),
      );
      expect(alarms).toEqual([]);
    },
  );
});
