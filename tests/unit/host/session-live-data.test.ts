import { expect, it } from 'vitest';
import { noFrames } from '../../../utils/domain/frames/error-threshold.ts';
import { widestLimits } from '../../../utils/domain/link/widest-limits.ts';
import { createSessionLiveData } from '../../../utils/host/session-live-data.ts';

function collecting() {
  const clock = { now: 1000 };
  const evidence = { sentAt: null as number | null, acknowledgedAt: null as number | null };
  const link = { evidence: () => evidence, proofLimits: () => widestLimits };
  return { clock, evidence, data: createSessionLiveData({ now: () => clock.now, link }) };
}

const counts = { ...noFrames(), handedOn: 300 };

it('live data are empty before anything is known', () => {
  expect(collecting().data.read()).toEqual({
    level: 0,
    proofs: { captured: null, sent: null, heard: null, understood: null },
    limits: widestLimits,
    frames: noFrames(),
    serverErrors: null,
  });
});

const text = (isFinal: boolean) => ({ type: 'text', text: 'one', isMore: false, isFinal }) as const;

it('live data have the newest level and counts, and keep the last moment of each proof', () => {
  const { clock, evidence, data } = collecting();
  data.measured({ level: 0.5, capturedAt: 900, counts });
  data.measured({ level: 0.2, capturedAt: null, counts });
  Object.assign(evidence, { sentAt: 950, acknowledgedAt: 960 });
  data.textReceived(text(false));
  data.read();
  Object.assign(evidence, { sentAt: null, acknowledgedAt: null });
  clock.now = 2000;
  data.textReceived({ type: 'failed' });
  expect(data.read()).toMatchObject({
    level: 0.2,
    proofs: { captured: 900, sent: 950, heard: 960, understood: 1000 },
    frames: counts,
  });
});

it('what a server writes of silence is counted, and is no proof that it understands', () => {
  const { data } = collecting();
  data.measured({ level: 0, capturedAt: null, counts });
  data.textReceived({ type: 'text', text: '[BLANK_AUDIO]', isMore: false, isFinal: true });
  expect(data.read().proofs.understood).toBeNull();
  expect(data.counted(null)).toContainEqual({ kind: 'texts-counted', deltas: 0, completed: 1, failed: 0 });
});

it("live data have the newest of the server's errors, and how many there were", () => {
  const { clock, data } = collecting();
  data.serverErred({ code: 'rate_limit', said: 'Slow down' });
  clock.now = 2000;
  data.serverErred({ said: 'Too fast' });
  expect(data.read().serverErrors).toEqual({ said: 'Too fast', times: 2, at: 2000 });
});

it('the counts of a session have its texts only where any came', () => {
  const { data } = collecting();
  data.framesCounted(counts);
  expect(data.counted(null)).toEqual([{ kind: 'frames-counted', counts }]);
  for (const isFinal of [false, false, true]) data.textReceived(text(isFinal));
  expect(data.counted(null)[1]).toEqual({ kind: 'texts-counted', deltas: 2, completed: 1, failed: 0 });
  for (let count = 0; count < 3; count += 1) data.textReceived({ type: 'refused' });
  const delay = { p50: 700, p95: 1200 };
  expect(data.counted(delay)[1]).toEqual({
    kind: 'texts-counted',
    deltas: 2,
    completed: 1,
    failed: 0,
    refused: 3,
    delay,
  });
});

it('the counts of a session tell of messages that were not read, also where no other came', () => {
  const { data } = collecting();
  data.textReceived({ type: 'refused' });
  expect(data.counted(null)[1]).toMatchObject({ completed: 0, refused: 1 });
});
