import { commandLine, processTree } from '../process-tree.ts';
import type { ExtensionBrowser } from './launch-browser.ts';

/**
 * Kills the process of all of the extension's pages and of its service worker: they share one (measured with
 * Chromium 156). The browser then ends the whole extension.
 */
export function killPages({ browser }: Pick<ExtensionBrowser, 'browser'>): void {
  const root = browser.process()?.pid ?? NaN;
  const isOurs = (pid: number) => commandLine(pid).includes('--extension-process');
  for (const pid of processTree(root).filter(isOurs)) process.kill(pid, 'SIGKILL');
}
