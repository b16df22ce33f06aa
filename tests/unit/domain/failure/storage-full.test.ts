import { describe, expect, it } from 'vitest';
import { toFailure } from '../../../../utils/domain/failure/failure.ts';

const named = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('a storage that takes nothing more', () => {
  it.each<[string, unknown]>([
    ['chrome.storage, over its quota', new Error('Resource::kQuotaBytes quota exceeded')],
    ['chrome.storage, as it was said earlier', new Error('QUOTA_BYTES quota exceeded')],
    [
      'chrome.storage, on a full disk',
      new Error('IO error: 000003.log: ... (ChromeMethodBFE: 3::WritableFileAppend::8)'),
    ],
    ['IndexedDB', new DOMException('', 'QuotaExceededError')],
    ['a transaction that was ended for it', named('AbortError', 'Transaction aborted: QuotaExceededError')],
    [
      'Dexie, around the browser’s own',
      Object.assign(named('BulkError'), { inner: named('QuotaExceededError') }),
    ],
    [
      'an error with its cause',
      new Error('not saved', { cause: new Error('x', { cause: named('QuotaExceededError') }) }),
    ],
  ])('is recognised by its message: %s', (_name, caught) => {
    expect(toFailure(caught)).toEqual({ reason: 'storage-full' });
  });

  const circle = new Error('circle');
  circle.cause = circle;

  it.each<[string, unknown]>([
    ['a fault', new TypeError('x is undefined')],
    ['another trouble of the disk', new Error('IO error: LOCK: (ChromeMethodBFE: 15::LockFile::2)')],
    [
      'an error that quotes a server',
      new DOMException('Failed to parse SessionDescription. a=x quota exceeded', 'OperationError'),
    ],
    ['no error at all', 'quota'],
    ['nothing', undefined],
    ['its own cause', circle],
  ])('is not recognised in %s', (_name, caught) => {
    expect(toFailure(caught).reason).toBe('unexpected');
  });
});
