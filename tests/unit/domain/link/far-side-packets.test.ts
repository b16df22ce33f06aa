import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  farSidePackets,
  surelyAnswers,
  togetherMs,
  type FarSidePacket,
  type FarSidePacketKind,
} from '../../../../utils/domain/link/far-side-packets.ts';
import { noEvidence, weighEvidence, type LinkEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import { createFigures } from './far-side-figures.ts';

const kinds = Object.keys(farSidePackets) as FarSidePacketKind[];
const isAcknowledgement = (kind: FarSidePacketKind) => farSidePackets[kind].isAcknowledgement;
const leastGapMs = (kind: FarSidePacketKind): number => {
  const packet: FarSidePacket = farSidePackets[kind];
  return packet.leastGapMs ?? 0;
};
const others = kinds.filter((kind) => !isAcknowledgement(kind));
const unnamed = others.filter((kind) => leastGapMs(kind) > 0);
const named = others.filter((kind) => leastGapMs(kind) === 0);
const hearing = [{ hearsAnswers: true }, { hearsAnswers: false }];

interface Arrival {
  kind: FarSidePacketKind;
  at: number;
}

const startedAt = 1_000_000;

/** The evidence at each reading of a connection that was proven at its first reading. Times in milliseconds. */
function evidenceAt(
  readings: readonly number[],
  arrivals: readonly Arrival[],
  options: object,
): LinkEvidence[] {
  const figures = createFigures();
  figures.arrive('check-answer', startedAt);
  let evidence = weighEvidence(noEvidence, figures.stats(), startedAt, { hearsAnswers: true });
  let waiting = arrivals.toSorted((one, other) => one.at - other.at);
  return readings.map((at) => {
    for (const arrival of waiting) if (arrival.at <= at) figures.arrive(arrival.kind, arrival.at);
    waiting = waiting.filter((arrival) => arrival.at > at);
    evidence = weighEvidence(evidence, figures.stats(), at, options);
    return evidence;
  });
}

/** Ascending moments with gaps from `least` to `most` milliseconds. */
const momentsApart = (least: number, most: number) =>
  fc
    .array(fc.integer({ min: least, max: most }), { maxLength: 60 })
    .map((gaps) => gaps.reduce<number[]>((all, gap) => [...all, (all.at(-1) ?? startedAt) + gap], []));

const arrivalsOf = (kind: FarSidePacketKind) => {
  const least = Math.max(leastGapMs(kind), 5);
  if (least === Infinity) return fc.nat({ max: 20_000 }).map((at) => [{ kind, at: startedAt + at }]);
  return momentsApart(least, least + 1500).map((moments) => moments.map((at): Arrival => ({ kind, at })));
};

describe('what a far side sends', () => {
  it('has no kind of packet that two counters could count as different things', () => {
    for (const kind of unnamed) expect(farSidePackets[kind].counters).toEqual(['packetsReceived']);
    expect(surelyAnswers).toBe(3);
    for (const kind of unnamed) expect(leastGapMs(kind)).toBeGreaterThan(togetherMs);
  });

  it.each(hearing)('never counts as hearing us by anything that acknowledges nothing (%o)', (options) => {
    fc.assert(
      fc.property(
        fc.tuple(...named.map(arrivalsOf)),
        fc.subarray(unnamed, { maxLength: 2 }).chain((some) => fc.tuple(...some.map(arrivalsOf))),
        momentsApart(1, 4000),
        (ofNamed, ofUnnamed, readings) => {
          const arrivals = [...ofNamed.flat(), ...ofUnnamed.flat()];
          for (const { heardAt } of evidenceAt(readings, arrivals, options)) expect(heardAt).toBe(startedAt);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['check-answer', 2500, true],
    ['keepalive-answer', 250, false],
    ['keepalive-answer', 60, true],
    ['transport-feedback', 200, false],
    ['transport-feedback', 50, true],
  ] as const)('counts as hearing us by every %s, %d ms apart', (kind, everyMs, hearsAnswers) => {
    const arrivals = Array.from({ length: 40 }, (_, n) => ({ kind, at: startedAt + n * everyMs }));
    const readings = Array.from({ length: 100 }, (_, n) => startedAt + 7 + n * 60);
    const lateMs = kind === 'check-answer' ? everyMs : surelyAnswers * everyMs;
    evidenceAt(readings, arrivals, { hearsAnswers }).forEach(({ heardAt }, index) => {
      const at = readings[index] ?? 0;
      if (at <= (arrivals.at(-1)?.at ?? 0)) expect(heardAt).toBeGreaterThanOrEqual(at - lateMs - 60);
      expect(heardAt).toBeLessThanOrEqual(at);
    });
  });

  it('counts as hearing us even while its application sends messages all the time', () => {
    const every = (kind: FarSidePacketKind, everyMs: number) =>
      Array.from({ length: 4000 / everyMs }, (_, n): Arrival => ({ kind, at: startedAt + n * everyMs }));
    const readings = Array.from({ length: 16 }, (_, n) => startedAt + 250 * n);
    const arrivals = [...every('message', 30), ...every('transport-feedback', 50)];
    const heard = evidenceAt(readings, arrivals, {}).map(({ heardAt }) => heardAt);
    expect(heard.at(-1)).toBeGreaterThan(startedAt + 3000);
  });
});
