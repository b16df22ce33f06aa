import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPeerProcess, type PeerProcess } from './peers/peer-process.ts';

const run = promisify(execFile);

/** The last line that the server prints at its start, after its socket is open. */
const READY = /Daemon startup complete/;
const PLAYING = /Stream started/;
const COMMAND_WITHIN_MS = 30_000;
/** How often a file is played: for longer than any test takes. */
const REPETITIONS = 20;

export type PulseAudio = Awaited<ReturnType<typeof startPulseAudio>>;

/**
 * A sound server of its own, with microphones that can be plugged in and out. Each is a sink that nobody hears, which
 * tests play into, and a source that gives what is played there: a browser takes it for a real device.
 *
 * Measured with Chromium 156: a mute by the system turns `track.muted` true within a second. A source that goes away is
 * noticed when any page lists the devices; real hardware makes the browser look by itself, through udev, which knows
 * nothing of these.
 */
export async function startPulseAudio() {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-pulse-'));
  const socket = join(folder, 'native');
  // The user's own sound server is neither found nor touched.
  const env = {
    PULSE_SERVER: `unix:${socket}`,
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
    PULSE_COOKIE: join(folder, 'cookie'),
  };
  const within = ['env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);

  const flags = ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--log-target=stderr'];
  const clients = `module-native-protocol-unix auth-anonymous=1 socket=${socket}`;
  const server = await startPeerProcess(['pulseaudio', ...flags, '-vvv', '-L', clients], READY, {
    within,
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const players: PeerProcess[] = [];

  async function pactl(...args: readonly string[]): Promise<string> {
    const options = { env: { ...process.env, ...env }, timeout: COMMAND_WITHIN_MS };
    return (await run('pactl', args, options)).stdout.trim();
  }

  /**
   * Plugs in a microphone that a browser lists by `name`. It gives zeros until something is played into it.
   */
  async function addMicrophone(name: string) {
    const sink = `${name}-sink`;
    await pactl('load-module', 'module-null-sink', `sink_name=${sink}`, 'rate=48000', 'channels=1');
    const source = [
      `source_name=${name}`,
      `master=${sink}.monitor`,
      `source_properties=device.description=${name}`,
    ];
    const plugIn = () => pactl('load-module', 'module-remap-source', ...source);
    let module = await plugIn();

    return {
      name,
      async plugIn(): Promise<void> {
        module = await plugIn();
      },
      async unplug(): Promise<void> {
        await pactl('unload-module', module);
      },
      /** Plays a WAV file into the microphone, over and over. */
      async play(file: string): Promise<void> {
        const repeated = join(folder, `${name}.wav`);
        await run('sox', [file, repeated, 'repeat', String(REPETITIONS)], { timeout: COMMAND_WITHIN_MS });
        const command = ['paplay', '--verbose', '--latency-msec=2000', `--device=${sink}`, repeated] as const;
        players.push(await startPeerProcess(command, PLAYING, { within }));
      },
      /** Mutes as the slider of the system's own sound settings does. */
      async setMuted(muted: boolean): Promise<void> {
        await pactl('set-source-mute', name, muted ? '1' : '0');
      },
      async makeDefault(): Promise<void> {
        await pactl('set-default-source', name);
      },
    };
  }

  async function stop(): Promise<void> {
    await Promise.all(players.map((player) => player.kill()));
    await server.stop();
    remove();
  }

  return {
    /** Environment variables for the browser. */
    env,
    addMicrophone,
    log: server.log,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
