/** The error for a database that a newer version of this extension has written. */
export class NewerDatabaseError extends Error {
  constructor() {
    super('the history was written by a newer version');
    this.name = 'NewerDatabaseError';
  }
}

/**
 * IndexedDB for Dexie, which would open even a database that is newer than the code, without a version, and
 * add the stores it misses. Here such a database is refused, so that it stays untouched.
 */
export const onlyKnownVersions = {
  open(name: string, version?: number): IDBOpenDBRequest {
    if (version === undefined) throw new NewerDatabaseError();
    return indexedDB.open(name, version);
  },
  deleteDatabase: (name: string) => indexedDB.deleteDatabase(name),
  databases: () => indexedDB.databases(),
};
