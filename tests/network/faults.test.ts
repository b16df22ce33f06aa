import type { Warning } from '../../utils/domain/warnings/warning-kinds.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stored } from '../support/browser/extension-readers.ts';
import { killPages } from '../support/browser/kill-pages.ts';
import { openPopup } from '../support/browser/popup.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startReceiver } from '../support/network/receivers.ts';
import { startSniffer } from '../support/network/sniffer.ts';
import { networkHindrance } from '../support/network/network.ts';
import {
  isVerbose,
  isWhole,
  plannedRuns,
  runTimeout as timeout,
  share,
  shares,
} from '../support/network/planned-runs.ts';
import { nothingHeld } from '../support/browser/session-driver.ts';
import { createLab, type Lab } from '../support/network/lab.ts';
import {
  eventsOf,
  flowMs,
  holesAgainstLedger,
  ledgerProblems,
  logProblems,
  phases,
  saidLiveMs,
  saidLiveTooSoon,
  silenceMs,
  timeline,
  toldMs,
  type Outcome,
} from '../support/network/outcome.ts';
import { scenarios, type Healing, type Scenario } from './scenarios.ts';

const runs = plannedRuns(scenarios, ({ receivers }) => receivers);

const hindrance = await networkHindrance();
if (hindrance !== null) console.warn(`The fault lab did NOT run: ${hindrance}.`);

describe.skipIf(hindrance !== null)('a session', () => {
  let lab: Lab;
  const figures: object[] = [];
  beforeAll(async () => {
    lab = await createLab();
  });
  afterAll(async () => {
    console.table(figures);
    await lab[Symbol.asyncDispose]();
  });

  it.each(runs)('meets %s', { timeout }, async (title, run) => {
    const outcome = await lab.run(run);
    figures.push(row(run.name, run.receiver, outcome));
    if (isVerbose) console.log(`${title}\n${timeline(outcome)}`);
    expect(phases(outcome)).toSatisfy(arePhasesOf(run));
    if (run.isDeadThroughout) expect(saidLiveTooSoon(outcome)).toBe(false);
    for (const { cause } of eventsOf(outcome, 'recovery-began')) expect(run.told).toContain(cause);
    for (const by of healings(outcome)) expect(run.healedBy).toContain(by);
    expect(eventsOf(outcome, 'session-failed').map(({ failure }) => failure.reason)).toEqual(
      run.endsBy === undefined ? [] : [run.endsBy],
    );
    expect(logProblems(outcome)).toEqual([]);
    // What is said before a session is live is not captured.
    if (!run.isAtStart) expect(ledgerProblems(outcome)).toEqual([]);
    const warned = run.warns?.toSorted();
    if (warned) expect(warningsOf(outcome, run.mayWarn)).toEqual({ raised: warned, cleared: warned });
    if (run.fallsBackTo) expect(ways(outcome)).toEqual({ before: null, after: run.fallsBackTo });
    expect(eventsOf(outcome, 'session-resumed')).toHaveLength(run.isResumed ? 1 : 0);
    expect(eventsOf(outcome, 'microphone-acquired')).toHaveLength(run.isResumed ? 2 : 1);
    expect(outcome.held).toEqual(nothingHeld);
    expect(outcome.leftBehind).toBe(0);
  });
});

// The loss of the pages comes last, because nothing of the extension outlives it, nor its page in the lab's
// browser. Two shares of the matrix have no test in common.
if (isWhole && share === shares) {
  describe.skipIf(hindrance !== null)('a session whose renderer is killed, and with it the extension', () => {
    it(
      'goes on when the extension is loaded again, and leaves nothing at the server',
      { timeout },
      async () => {
        await using lab = await createLab();
        await using receiver = await startReceiver('whip-restart', lab.network);
        await using sniffer = await startSniffer(lab.network.serverSide);
        const { driver } = lab;
        const audioSince = (since: number) =>
          waitFor('some seconds of audio', () => sniffer.audioSince(since).length > 300);
        await driver.goLive(receiver.profile);
        await audioSince(Date.now());
        await waitFor('the session at the server to be noted', () => stored(driver, 'openWhipSessions'));
        killPages(driver);
        await waitFor('the offscreen document to be gone', () => !driver.hasOffscreenDocument());

        await driver.browser.installExtension(extensionDir);
        await driver.badgeIs('ON');
        await audioSince(Date.now());
        const popup = await openPopup(driver);
        await popup.stop();
        const events = await driver.events();
        expect(logProblems({ events })).toEqual([]);
        expect(events.filter(({ kind }) => kind === 'session-resumed')).toHaveLength(1);
        expect(events.filter(({ kind }) => kind === 'session-ended')).toMatchObject([{ by: 'user' }]);
        await waitFor('the goodbyes', async () => (await receiver.leftBehind()) === 0);
      },
    );
  });
}

/**
 * Checks that the losses were told as often as they should be, and healed as often: any further one is a
 * false alarm.
 */
function arePhasesOf({
  told,
  isToldMaybe,
  isAtStart,
  times = 1,
  endsBy,
}: Scenario): (shown: readonly string[]) => boolean {
  const heard = `live${' recovering live'.repeat(times)}`;
  const possible = [
    ...(told === 'nothing' || isToldMaybe ? ['live'] : []),
    ...(told === 'nothing' ? [] : [heard]),
  ];
  // Whether the moment of stopping is seen is a matter of chance.
  const ended = /^live recovering( stopping)? failed$/;
  return (phases) => {
    const shown = phases.join(' ');
    if (endsBy) return ended.test(shown);
    if (isAtStart) return /^(idle )?starting live$/.test(shown);
    // A change that comes with the fault itself comes before the first look.
    return possible.includes(shown) || possible.includes(`live ${shown}`);
  };
}

function healings(outcome: Outcome): Healing[] {
  const rolledOver = eventsOf(outcome, 'rolled-over').map(() => 'roll-over' as const);
  return [...eventsOf(outcome, 'recovered').map(({ by }) => by), ...rolledOver];
}

/** The warnings of a session; one that a good figure ended counts as cleared. */
function warningsOf(outcome: Outcome, besides: readonly Warning[] = []) {
  const cleared = eventsOf(outcome, 'warning-cleared').filter(({ why }) => why === undefined);
  const named = (events: readonly { warning: Warning }[]) =>
    events
      .map(({ warning }) => warning)
      .filter((warning) => !besides.includes(warning))
      .toSorted();
  return { raised: named(eventsOf(outcome, 'warning-raised')), cleared: named(cleared) };
}

/** The transport by which TURN was reached before the fault, and at the end; null for none. */
function ways(outcome: Outcome) {
  const chosen = eventsOf(outcome, 'candidate-pair-selected');
  const before = chosen.findLast(({ at }) => at < outcome.began);
  return { before: before?.pair.relayProtocol, after: chosen.at(-1)?.pair.relayProtocol };
}

function row(fault: string, receiver: string, outcome: Outcome): object {
  return {
    fault,
    receiver,
    'told ms': toldMs(outcome),
    'flow ms': flowMs(outcome),
    'silence ms': silenceMs(outcome),
    'said live ms': saidLiveMs(outcome),
    shown: phases(outcome).join(' '),
    cause: eventsOf(outcome, 'recovery-began')
      .map(({ cause }) => cause)
      .join(' '),
    'healed by': healings(outcome).join(' '),
    warned: warningsOf(outcome).raised.join(' '),
    attempts: eventsOf(outcome, 'recovered')
      .map(({ attempts }) => attempts)
      .join(' '),
    ledger: JSON.stringify(holesAgainstLedger(outcome)),
    'left behind': outcome.leftBehind,
    log: logProblems(outcome).length === 0 ? 'whole' : 'broken',
  };
}
