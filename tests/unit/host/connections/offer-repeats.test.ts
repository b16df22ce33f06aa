import { expect, it } from 'vitest';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { leftOutParts } from '../../../../utils/domain/profiles/left-out.ts';
import { createOfferRepeats } from '../../../../utils/host/connections/offer-repeats.ts';

const refused: Failure = { reason: 'server-refused', status: 400 };
const silent: Failure = { reason: 'server-timeout' };
const unconnected: Failure = { reason: 'connect-timeout' };

it('offers may be repeated as often as there are parts to leave out, and each leaves out what the ones before did', () => {
  const repeats = createOfferRepeats();
  expect([repeats.leftOut(), repeats.lastLeftOut()]).toEqual([[], undefined]);
  leftOutParts.forEach((without, index) => {
    expect(repeats.isAnotherPossible()).toBe(true);
    repeats.add({ without, failure: refused });
    expect(repeats.leftOut()).toEqual(leftOutParts.slice(0, index + 1));
    expect(repeats.lastLeftOut()).toBe(without);
  });
  expect(repeats.isAnotherPossible()).toBe(false);
});

it.each<[string, Failure | undefined, Failure | null, Failure]>([
  ['nothing but the deadline, where nothing else is known', undefined, null, unconnected],
  ['the silence of the server, where it never answered', silent, null, silent],
  ['the answer to the offer before, where the newest has none yet', silent, refused, refused],
  ['the newest failure, where the server has answered', unconnected, refused, unconnected],
])('a connection that is not made is explained by %s', (_, newest, before, explanation) => {
  const repeats = createOfferRepeats();
  if (before) repeats.add({ without: 'data-channel', failure: before });
  expect(repeats.explain(newest)).toEqual(explanation);
});
