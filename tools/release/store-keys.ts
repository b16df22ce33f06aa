interface Store {
  name: string;
  /** The option of `wxt submit` that takes this store's archive. */
  zipOption: string;
  /** Environment variables that are all needed; any one of the lists is enough. */
  keys: readonly (readonly string[])[];
}

/** Where the archive can be sent to by `wxt submit`, and the credentials that each takes. */
export const stores: readonly Store[] = [
  {
    name: 'Chrome Web Store',
    zipOption: '--chrome-zip',
    keys: [
      [
        'CHROME_EXTENSION_ID',
        'CHROME_PUBLISHER_ID',
        'CHROME_SERVICE_ACCOUNT_CLIENT_EMAIL',
        'CHROME_SERVICE_ACCOUNT_PRIVATE_KEY',
      ],
      ['CHROME_EXTENSION_ID', 'CHROME_PUBLISHER_ID', 'CHROME_SERVICE_ACCOUNT_ACCESS_TOKEN'],
      ['CHROME_EXTENSION_ID', 'CHROME_CLIENT_ID', 'CHROME_CLIENT_SECRET', 'CHROME_REFRESH_TOKEN'],
    ],
  },
  {
    name: 'Microsoft Edge Add-ons',
    zipOption: '--edge-zip',
    keys: [['EDGE_PRODUCT_ID', 'EDGE_CLIENT_ID', 'EDGE_API_KEY']],
  },
];

export type Environment = Readonly<Record<string, string | undefined>>;

/** Stores for which all credentials are there. */
export function storesWithKeys(env: Environment): Store[] {
  const isSet = (name: string) => (env[name] ?? '') !== '';
  return stores.filter(({ keys }) => keys.some((names) => names.every(isSet)));
}

/** The credentials that are set, by name. */
export function setCredentials(env: Environment): Record<string, string> {
  const names = new Set(stores.flatMap(({ keys }) => keys.flat()));
  return Object.fromEntries([...names].flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
