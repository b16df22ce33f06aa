import { localTime } from './local-time.ts';

/**
 * Names an exported file: `steadymic-0.2.0-2026-11-30-sessions.json`. Most formats have no place for the version that wrote
 * them; the day is the local one. `at` is in epoch milliseconds.
 */
export function exportName(version: string, at: number, content: string): string {
  return `steadymic-${version}-${localTime(at).slice(0, 10)}-${content}`;
}
