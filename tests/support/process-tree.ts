import { readdirSync, readFileSync } from 'node:fs';
import { CannotRun } from './cannot-run.ts';

/** A process and all its descendants, as /proc has them now. */
export function processTree(root: number): number[] {
  if (process.platform !== 'linux')
    throw new CannotRun('it reads what processes use from /proc, which needs Linux');
  const all = numbersIn('/proc').map((pid) => ({ pid, parent: parentOf(pid) }));
  const tree = [root];
  // The list grows while it is walked.
  for (const each of tree) tree.push(...all.filter(({ parent }) => parent === each).map(({ pid }) => pid));
  return tree;
}

/** Nanoseconds of processor time so far, by thread of a process. Ended threads are not included. */
export function cpuTimes(pid: number): Map<number, number> {
  const threads = numbersIn(`/proc/${String(pid)}/task`);
  return new Map(
    threads.map((thread) => [thread, firstNumber(`/proc/${String(pid)}/task/${String(thread)}/schedstat`)]),
  );
}

/** The words of a process's command line. */
export function commandLine(pid: number): string[] {
  // Chromium overwrites its own command line, with spaces in place of zeros.
  return textOf(`/proc/${String(pid)}/cmdline`).split(/[\0 ]/);
}

function parentOf(pid: number): number {
  const stat = textOf(`/proc/${String(pid)}/stat`);
  // The name, in parentheses, may contain any character; see proc_pid_stat(5) for the fields after it.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function firstNumber(path: string): number {
  return Number(textOf(path).split(' ')[0]);
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** The text of a file; empty for a process that has ended between a listing and a look. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
