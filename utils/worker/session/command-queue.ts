/** Why a command came to nothing: another one that the user gave later has made it void. */
export class OvertakenError extends Error {
  constructor() {
    super('overtaken by a later command');
    this.name = 'OvertakenError';
  }
}

/** What may take long, and is to end as soon as its signal is aborted. */
export type Command<Value> = (signal: AbortSignal) => Promise<Value>;

/**
 * What users want, one after the other, wherever they say it: each command finds what the one before came to. One that
 * overtakes does not wait for those before it to come to their own end, however long that takes: they are aborted.
 */
export function createCommandQueue() {
  const underWay = new Set<AbortController>();
  let last: Promise<unknown> = Promise.resolve();

  /** Rejects with {@link OvertakenError} where the command was overtaken before its end. */
  async function add<Value>(command: Command<Value>): Promise<Value> {
    const aborter = new AbortController();
    underWay.add(aborter);
    const run = last.then(async () => {
      aborter.signal.throwIfAborted();
      return command(aborter.signal);
    });
    last = run.catch(() => undefined);
    return run.finally(() => underWay.delete(aborter));
  }

  return {
    add,
    overtake<Value>(command: Command<Value>): Promise<Value> {
      for (const aborter of underWay) aborter.abort(new OvertakenError());
      return add(command);
    },
  };
}

export type CommandQueue = ReturnType<typeof createCommandQueue>;
