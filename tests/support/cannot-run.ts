/** The error for a bench that cannot run on this machine; its message completes "did not run: ...". */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
