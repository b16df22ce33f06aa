import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { noEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import { createLinkVerification } from '../../../../utils/host/connections/link-verification.ts';

const reading = { canRestartIce: false, takesOnePublisher: false, lastHeardMsAgo: null, provenMsAgo: null };

function verifying() {
  let heardAt: number | null = null;
  const doubt = vi.fn();
  const onUnproven = vi.fn();
  const verification = createLinkVerification({
    ...browserEdges,
    link: {
      evidence: () => ({ ...noEvidence, heardAt }),
      answersWithinMs: () => 2000,
      reading: () => reading,
    },
    doubt,
    dispatch: onUnproven,
  });
  const hear = () => {
    heardAt = Date.now();
  };
  return { ...verification, doubt, onUnproven, hear };
}

describe('a link that has to prove itself', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1000 }));
  afterEach(() => void vi.useRealTimers());

  it('is doubted at once, and is unproven where nothing is heard within its time', () => {
    const { begin, hear, doubt, onUnproven } = verifying();
    hear();
    begin();
    expect(doubt).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(1999);
    expect(onUnproven).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onUnproven).toHaveBeenCalledExactlyOnceWith({ type: 'link-unproven', link: reading });
  });

  it('is proven by what is heard after the doubt', () => {
    const { begin, hear, onUnproven } = verifying();
    begin();
    vi.advanceTimersByTime(1500);
    hear();
    vi.advanceTimersByTime(10_000);
    expect(onUnproven).not.toHaveBeenCalled();
  });

  it('has its whole time again after another doubt, and none after the end', () => {
    const { begin, end, onUnproven } = verifying();
    begin();
    vi.advanceTimersByTime(1500);
    begin();
    vi.advanceTimersByTime(1500);
    expect(onUnproven).not.toHaveBeenCalled();
    end();
    vi.advanceTimersByTime(10_000);
    expect(onUnproven).not.toHaveBeenCalled();
  });
});
