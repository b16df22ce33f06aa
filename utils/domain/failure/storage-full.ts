/**
 * The words of the browser's own storages where there is no room, from their first letter on, because other errors quote
 * what a server has said: `chrome.storage` names the quota, and what lies below it the error of the file system, number 8
 * of Chromium's `base::File::Error` (no space).
 */
const words =
  /^(?:\S+ quota exceeded|(?:Transaction aborted: )?QuotaExceededError|IO error: .*(?:ChromeMethodBFE: \d+::\w+::8\b|no space left))/i;

/** Whether something that could not be stored failed because there is no room for it. A database wraps what it caught. */
export function isStorageFull(caught: unknown): boolean {
  // As deep as errors are nested anywhere, and an end also where one is its own cause.
  for (let depth = 0, error = caught; depth < 5 && error instanceof Error; depth += 1) {
    if (error.name === 'QuotaExceededError' || words.test(error.message)) return true;
    error = 'inner' in error ? error.inner : error.cause;
  }
  return false;
}
