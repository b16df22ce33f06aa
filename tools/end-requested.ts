/** Resolves when this process is told to end, or when its parent has been killed without a signal to this one. */
export function endRequested(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) end();
    }, 500).unref();
  });
}
