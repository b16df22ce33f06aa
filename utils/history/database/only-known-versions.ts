/** The database was written by a newer version of this extension. */
export class NewerDatabaseError extends Error {
  constructor() {
    super('the history was written by a newer version');
    this.name = 'NewerDatabaseError';
  }
}

/**
 * IndexedDB for Dexie, which opens a database that is newer than the code all the same, without a version, and adds what
 * it misses there. Here that is refused, so that nothing of it is touched.
 */
export const onlyKnownVersions = {
  open(name: string, version?: number): IDBOpenDBRequest {
    if (version === undefined) throw new NewerDatabaseError();
    return indexedDB.open(name, version);
  },
  deleteDatabase: (name: string) => indexedDB.deleteDatabase(name),
  databases: () => indexedDB.databases(),
};
