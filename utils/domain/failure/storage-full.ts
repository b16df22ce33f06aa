/**
 * Matches the messages of the browser's storages where there is no room. They are matched from the first
 * letter on, because other errors quote what a server has said: `chrome.storage` names the quota, and the
 * layers below it name the file system's error, number 8 of Chromium's `base::File::Error` (no space).
 */
const words =
  /^(?:\S+ quota exceeded|(?:Transaction aborted: )?QuotaExceededError|IO error: .*(?:ChromeMethodBFE: \d+::\w+::8\b|no space left))/i;

/**
 * Whether something could not be stored because there is no room for it. The causes of the error are checked
 * too, because a database wraps what it caught.
 */
export function isStorageFull(caught: unknown): boolean {
  // The depth is limited because an error may be its own cause; real ones are nested less deep.
  for (let depth = 0, error = caught; depth < 5 && error instanceof Error; depth += 1) {
    if (error.name === 'QuotaExceededError' || words.test(error.message)) return true;
    error = 'inner' in error ? error.inner : error.cause;
  }
  return false;
}
