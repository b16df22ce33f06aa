import { waitFor } from '../../../tests/support/browser/wait-for.ts';
import { restore, type Fault } from '../../../tests/support/network/faults.ts';
import { createLab, steadyPackets, type Lab } from '../../../tests/support/network/lab.ts';
import { eventsOf, flowMs, phases, saidLiveMs, toldMs } from '../../../tests/support/network/outcome.ts';
import { startReceiver, type ReceiverKind } from '../../../tests/support/network/receivers.ts';
import { startSniffer } from '../../../tests/support/network/sniffer.ts';
import { barePageArgs, openBarePage } from '../bare-page/bare-page.ts';
import type { BenchContext } from '../measurement.ts';

/** The figures of one client, in milliseconds; Infinity for what never came. */
interface Figures {
  toldMs: number;
  flowMs: number;
  /** Milliseconds for which the client said that it is live while the fault lasted. */
  saidLiveMs: number;
  /** How often the user was told of a loss. */
  alarms: number;
}

export interface Meeting {
  product: Figures;
  bare: Figures;
  details: string[];
}

/** Milliseconds to wait for the bare page after the end of a fault. */
const bareDeadlineMs = 20_000;
/** The bare page's origin differs from the server's, as is usual for WHIP. */
const origin = 'http://localhost';

/** Steps of a fault that only the product has, left out for the bare page. */
const nothingOfOurs = { untilHealed: () => Promise.resolve(), closeHost: () => Promise.resolve() };

/** Runs the same fault for the product and then for the bare page, in one browser on one network. */
export async function meetFault(
  { fault, receiver = 'whip-restart' }: { fault: Fault; receiver?: ReceiverKind },
  { extensionDir, audioFile }: BenchContext,
): Promise<Meeting> {
  await using lab = await createLab({ extensionDir, audioFile, extraArgs: barePageArgs });
  const outcome = await lab.run({ receiver, fault });
  const bare = await meetBarely(lab, receiver, fault);
  const causes = eventsOf(outcome, 'recovery-began').map(({ cause }) => cause);
  const healings = eventsOf(outcome, 'recovered').map(({ by }) => by);
  return {
    product: {
      toldMs: toldMs(outcome) ?? Infinity,
      flowMs: flowMs(outcome) ?? Infinity,
      saidLiveMs: saidLiveMs(outcome),
      alarms: phases(outcome).filter((phase) => phase === 'recovering').length,
    },
    bare,
    details: causes.length > 0 ? [`noticed by ${causes.join(', ')}; healed by ${healings.join(', ')}`] : [],
  };
}

async function meetBarely(
  { driver, network, browserPid }: Lab,
  kind: ReceiverKind,
  fault: Fault,
): Promise<Figures> {
  await using receiver = await startReceiver(kind, network);
  await using sniffer = await startSniffer(network.serverSide);
  await using page = await openBarePage(driver.browser, { protocol: 'whip', url: receiver.url, origin });
  try {
    await page.page.click(page.button);
    await page.connected();
    const steadySince = Date.now();
    await waitFor('audio of the bare page', () => sniffer.audioSince(steadySince).length >= steadyPackets, {
      deadlineMs: 20_000,
    });
    const { began, ended } = await fault({ network, receiver, browserPid, ...nothingOfOurs });
    const flowed = await waitFor('audio after the fault', () => sniffer.audioSince(ended)[0], {
      deadlineMs: bareDeadlineMs,
    }).catch(() => Infinity);
    const told = await page.toldSince(began);
    const toldAt = told[0] ?? Infinity;
    return {
      toldMs: toldAt - began,
      flowMs: flowed - ended,
      saidLiveMs: Math.min(toldAt, ended) - began,
      alarms: told.length,
    };
  } finally {
    await restore(network);
  }
}
