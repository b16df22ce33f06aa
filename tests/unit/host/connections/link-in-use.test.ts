import { expect, it } from 'vitest';
import { noEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import { widestLimits } from '../../../../utils/domain/link/widest-limits.ts';
import { createLinkInUse } from '../../../../utils/host/connections/link-in-use.ts';
import { whip } from '../live-world.ts';

it('a session without a connection knows nothing of a link, and says so in each figure', () => {
  const link = createLinkInUse({
    profile: { ...whip, sessionLimitMs: 1000 },
    connections: { current: () => null, pastEvidence: () => noEvidence },
    learning: { takesOnePublisher: () => true },
    now: () => 5000,
    steady: () => 5000,
  });
  expect(link.reading()).toEqual({
    canRestartIce: false,
    takesOnePublisher: true,
    lastHeardMsAgo: null,
    provenMsAgo: null,
  });
  expect(link.answersWithinMs()).toBe(0);
  expect(link.proofLimits()).toEqual(widestLimits);
  expect(link.lifetimes()).toEqual([]);
  expect(link.evidence()).toEqual(noEvidence);
});
