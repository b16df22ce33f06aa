import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program's output, without colour, on a machine whose user is not its administrator. */
async function printedAsAUser(program: string, ...args: readonly string[]): Promise<string> {
  const asAUser = '--import=data:text/javascript,process.getuid=()=>1000';
  const { VITEST: _, ...inherited } = process.env;
  const env = { ...inherited, NODE_OPTIONS: asAUser, NO_COLOR: '1', FORCE_COLOR: '0' };
  const { stdout, stderr } = await run(process.execPath, [program, ...args], { cwd: root, env });
  return stdout + stderr;
}

describe('the fault lab where it cannot run', () => {
  const reason = 'it makes network namespaces and reads packets off the wire, which needs Linux and root';

  it('says so when it is asked for, and builds nothing', async () => {
    expect((await printedAsAUser('tools/network.ts', '--all')).trim()).toBe(
      `The fault lab did NOT run, nothing was tested: ${reason}.`,
    );
  });

  it('says so among all tests, whose last line counts its own as skipped', async () => {
    const printed = await printedAsAUser('node_modules/vitest/vitest.mjs', 'run', '--project', 'network');
    expect(printed).toContain(`The fault lab did NOT run: ${reason}.`);
    expect(printed).toMatch(/Tests\s+\d+ skipped \(\d+\)/);
  });
});
