/** A bench cannot run here; the message completes "did not run: ...". */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
