/** Rejects a command that a later command of the user has made void. */
export class OvertakenError extends Error {
  constructor() {
    super('overtaken by a later command');
    this.name = 'OvertakenError';
  }
}

/** A command of the user. It may take long, and has to end as soon as its signal is aborted. */
export type Command<Value> = (signal: AbortSignal) => Promise<Value>;

/**
 * Runs the user's commands one after the other, wherever they come from, so that each command finds the
 * result of the one before. A command that overtakes aborts the earlier ones and does not wait for them to
 * end.
 */
export function createCommandQueue() {
  const underWay = new Set<AbortController>();
  let last: Promise<unknown> = Promise.resolve();

  /**
   * Adds a command to the queue. Rejects with {@link OvertakenError} where the command was overtaken before
   * its end.
   */
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
