import { expect, it } from 'vitest';
import { linkRules } from '../../../../utils/host/connections/link-rules.ts';
import { startRequest } from '../session-world.ts';

it('a link may be disconnected for as many frames of 10 ms as may fail', () => {
  const request = startRequest();
  const watch = { ...request.watch, errorThreshold: 300, checkIntervalMs: 250 };
  expect(linkRules({ ...request, watch })).toMatchObject({ disconnectedLimitMs: 3000, checkIntervalMs: 250 });
});

it.each([
  ['recover', true],
  ['stop-and-tell', false],
] as const)('a silence alone is a loss in a session that is to %s: %s', (mode, searches) => {
  const recovery = { mode, giveUpAfterMs: null };
  expect(linkRules({ ...startRequest(), recovery }).searches).toBe(searches);
});
