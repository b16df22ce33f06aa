import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widestLimits } from '../../../../utils/domain/link/widest-limits.ts';
import {
  arrivalOf,
  noProofs,
  proofCondition,
  proofNames,
  proofOf,
  withFact,
  type ProofFact,
  type ProofName,
} from '../../../../utils/domain/samples/proofs.ts';

const facts = Object.keys(proofOf) as ProofFact[];
const others = (name: ProofName) => facts.filter((fact) => proofOf[fact] !== name);
const moment = fc.integer({ min: 0, max: 100_000 });

/** Facts one after the other, each with its moment. */
const happening = (which: readonly ProofFact[]) =>
  fc.array(fc.tuple(fc.constantFrom(...which), fc.option(moment)), { maxLength: 30 });

function after(happened: readonly (readonly [ProofFact, number | null])[]) {
  return happened.reduce((proofs, [fact, at]) => withFact(proofs, fact, at), noProofs);
}

describe('a proof', () => {
  it.each(proofNames)('of what is %s is raised by some fact', (name) => {
    const proving = facts.filter((fact) => proofOf[fact] === name);
    expect(proving).not.toEqual([]);
    for (const fact of proving) expect(withFact(noProofs, fact, 5)).toEqual({ ...noProofs, [name]: 5 });
  });

  it.each(proofNames)('of what is %s is raised by no other fact, in any order and at any time', (name) => {
    fc.assert(
      fc.property(happening(others(name)), moment, (happened, at) => {
        const proofs = after(happened);
        expect(proofs[name]).toBeNull();
        expect(proofCondition(name, proofs[name], at, widestLimits)).toBe('none');
      }),
    );
  });

  it.each(proofNames)('of what is %s is fresh only around the moment of its evidence', (name) => {
    fc.assert(
      fc.property(moment, moment, fc.nat(20_000), fc.nat(20_000), (evidence, at, sent, heard) => {
        if (proofCondition(name, evidence, at, { sent, heard }) !== 'fresh') return;
        const withinMs = { captured: 5000, understood: 15_000, sent, heard }[name];
        expect(Math.abs(at - evidence)).toBeLessThanOrEqual(withinMs);
      }),
    );
  });
});

describe('that a voice is arriving', () => {
  it.each(['captured', 'sent', 'heard'] as const)('is never said while it is not known to be %s', (name) => {
    fc.assert(
      fc.property(happening(others(name)), moment, (happened, at) => {
        expect(arrivalOf(after(happened), at, widestLimits)).not.toBe('arriving');
      }),
    );
  });

  it('is said where all of it is proven, whether or not the server sends text', () => {
    fc.assert(
      fc.property(fc.option(moment), moment, (understood, at) => {
        expect(arrivalOf({ captured: at, sent: at, heard: at, understood }, at, widestLimits)).toBe(
          'arriving',
        );
      }),
    );
  });

  it.each([
    ['nobody speaks', { captured: null }, 'quiet'],
    ['nobody has spoken for a while', { captured: 4000 }, 'quiet'],
    ['nothing is known of the far side yet', { heard: null }, 'unknown'],
    ['nothing has left yet', { sent: null }, 'unknown'],
    ['the far side does not answer any more', { heard: 1000 }, 'not-heard'],
    ['nothing leaves any more', { sent: 1000, heard: 1000 }, 'not-sent'],
    ['the clock was set back since', { heard: 900_000 }, 'unknown'],
  ])('is not said where %s', (_name, changes, says) => {
    const proofs = { captured: 10_000, sent: 10_000, heard: 10_000, understood: null, ...changes };
    expect(arrivalOf(proofs, 10_000, widestLimits)).toBe(says);
  });
});
