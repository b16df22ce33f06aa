import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lostOnTheWay } from '../../../../utils/domain/link/lost-on-the-way.ts';

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
