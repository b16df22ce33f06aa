import { codedFile } from '../../../tests/support/speech.ts';
import { orderOf, type CodedOrder } from '../../../tests/support/coded-order.ts';
import { catchUpOf, cuts, type Recogniser } from '../../../tests/support/network/cuts.ts';
import { createLab } from '../../../tests/support/network/lab.ts';
import { gapLedger } from '../../../utils/domain/past/gap-ledger.ts';
import type { BenchContext } from '../measurement.ts';

/** What a fault cost a session, in seconds. */
export interface CutCost {
  /** What the far side never heard. */
  lost: number;
  /** What it heard after the fault, by the session's own ledger; and what that ledger has as lost. */
  late: number;
  toldLost: number;
  /** What it heard more than once. */
  twice: number;
  /** From the beginning of the first catch-up to the end of the last. */
  catchingUp: number;
  order: CodedOrder;
}

/** Runs one session through a fault, with a sound of which each tenth of a second says its own number. */
export async function hearCut(
  name: string,
  receiver: Recogniser,
  { extensionDir }: BenchContext,
): Promise<CutCost> {
  const cut = cuts[name];
  if (!cut) throw new Error(`there is no cut "${name}"`);
  await using lab = await createLab({ extensionDir, audioFile: await codedFile() });
  const { events, heard } = await lab.run({ ...cut, receiver, catchUp: catchUpOf(cut) });
  const order = orderOf(heard);
  const { lateMs, lostMs, catchUps } = gapLedger(events, Date.now());
  const began = catchUps[0]?.from ?? 0;
  return {
    lost: order.missing.length / 10,
    late: lateMs / 1000,
    toldLost: lostMs / 1000,
    twice: order.doubled / 10,
    catchingUp: ((catchUps.at(-1)?.to ?? began) - began) / 1000,
    order,
  };
}
