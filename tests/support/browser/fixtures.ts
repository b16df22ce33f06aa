import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { LaunchOptions } from './launch-browser.ts';
import { launchSessionDriver, type SessionDriver } from './session-driver.ts';

/**
 * Launches one browser for all tests of a file and gives it to `take`; after each test it is as freshly
 * installed.
 */
export function withDriver(
  take: (driver: SessionDriver) => void,
  overrides: Partial<LaunchOptions> = {},
): void {
  let driver: SessionDriver;
  beforeAll(async () => {
    driver = await launchSessionDriver(overrides);
    take(driver);
  });
  afterEach(() => driver.reset());
  afterAll(() => driver.close());
}

/**
 * Starts a server for each test and gives it to `take`. Vitest runs later hooks after a test in the reverse
 * order: with a server that is asked for before the driver, the session ends while the server is still there
 * to be told.
 */
export function withServer<Server extends { stop(): unknown }>(
  start: () => Promise<Server>,
  take: (server: Server) => void,
): void {
  let server: Server;
  beforeEach(async () => {
    server = await start();
    take(server);
  });
  afterEach(() => server.stop());
}
