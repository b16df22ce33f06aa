import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lostOnTheWay, nextLostShare, noLostShare } from '../../../../utils/domain/link/lost-share.ts';
import { readMediaStats, type MediaStats } from '../../../../utils/domain/link/media-stats.ts';

const stats = (changes: Partial<MediaStats>): MediaStats => ({ ...readMediaStats([]), ssrc: 1, ...changes });

/** For each packet, how often it is lost, up to the times that the far side asks for it again. */
const fates = fc.tuple(
  fc.integer({ min: 0, max: 4 }),
  fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 300 }),
);

/** The counters of both sides after a packet of each fate, where a lost one is sent again up to `mostTimes`. */
function counted([mostTimes, losses]: [number, number[]]) {
  const again = losses.map((times) => Math.min(times, mostTimes));
  const arrived = losses.filter((times) => times <= mostTimes).length;
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);
  return {
    lost: losses.length + sum(again) - arrived,
    packetsSent: losses.length + sum(again),
    retransmittedPacketsSent: sum(again),
    packetsLost: losses.length - arrived,
  };
}

describe('the packets lost on the way', () => {
  it('are those that never arrived, however many were sent again', () => {
    fc.assert(
      fc.property(fates, (given) => {
        const { lost, ...counters } = counted(given);
        expect(lostOnTheWay(counters)).toBe(lost);
      }),
    );
  });

  it('are none where packets were asked for again that came late only', () => {
    expect(lostOnTheWay({ packetsLost: -7, retransmittedPacketsSent: 7 })).toBe(0);
  });

  it('are not known where the far side told nothing', () => {
    expect(lostOnTheWay({ packetsLost: null, retransmittedPacketsSent: 7 })).toBeNull();
  });
});

describe('the share of packets lost on the way', () => {
  it('is what went missing between two reports, repaired or not', () => {
    fc.assert(
      fc.property(fates, fates, (first, second) => {
        const [before, since] = [counted(first), counted(second)];
        const originals = since.packetsSent - since.retransmittedPacketsSent;
        const told = nextLostShare(noLostShare, stats({ ...before, fractionLost: 0, reportedAt: 1 }));
        const { share } = nextLostShare(
          told,
          stats({
            packetsSent: before.packetsSent + since.packetsSent,
            retransmittedPacketsSent: before.retransmittedPacketsSent + since.retransmittedPacketsSent,
            fractionLost: since.packetsLost / originals,
            reportedAt: 2,
          }),
        );
        expect(share).toBeCloseTo(since.lost / since.packetsSent);
      }),
    );
  });

  it.each<[string, Partial<MediaStats>, number | null]>([
    ['is what the far side reports where nothing is sent again', { fractionLost: 0.25, reportedAt: 2 }, 0.25],
    ['stays the same until the next report', { fractionLost: 0.9, reportedAt: 1 }, 0.1],
    ['begins anew with another connection', { ssrc: 2, fractionLost: 0, reportedAt: 1 }, 0],
    ['is not known without a report', { fractionLost: null, reportedAt: null }, null],
  ])('%s', (_, changes, expected) => {
    const told = nextLostShare(noLostShare, stats({ packetsSent: 50, fractionLost: 0.1, reportedAt: 1 }));
    expect(nextLostShare(told, stats({ packetsSent: 100, ...changes })).share).toBe(expected);
  });

  it('is not known without a connection', () => {
    expect(nextLostShare(noLostShare, null)).toBe(noLostShare);
  });
});
