/**
 * Reads again when asked to; requests during a reading become one more reading, so that a burst of changes
 * costs two readings and the last change is always seen.
 */
export function createRefresher(read: () => Promise<void>, onError: (error: unknown) => void) {
  let reading = false;
  let again = false;

  async function run(): Promise<void> {
    reading = true;
    try {
      await read();
    } catch (error) {
      onError(error);
    } finally {
      reading = false;
    }
    if (!again) return;
    again = false;
    await run();
  }

  return {
    refresh(this: void): void {
      if (reading) again = true;
      else void run();
    },
  };
}
