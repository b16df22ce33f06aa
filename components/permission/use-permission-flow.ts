import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { activeProfile } from '../../utils/domain/settings/settings.ts';
import { useServices } from '../services.ts';
import { useAction } from '../shared/use-action.ts';
import { useSessionState } from '../shared/use-session-state.ts';
import { useSettings } from '../shared/use-settings.ts';

/**
 * The permissions that a Start still lacks, the one click that asks for them, and the Start that then follows
 * by itself: only when a missing permission has been granted, so that reloading the page starts nothing.
 */
export function usePermissionFlow() {
  const { permissions, session, microphones } = useServices();
  const { state } = useSessionState();
  const { reading, settings, isLocked, nameOf } = useSettings();

  const profile = computed(() => (settings.value ? activeProfile(settings.value) : null));
  /** Whether there is no server yet, and the user may add one. */
  const addsServer = computed(
    () => !isLocked('profiles') && settings.value?.profiles.every(({ kind }) => kind === 'loopback') === true,
  );
  const microphone = shallowRef<PermissionState | null>(null);
  const server = shallowRef<boolean | null>(null);
  const wasGranted = shallowRef(false);
  const serverRefused = shallowRef(false);

  const asking = useAction(ask);
  const starting = useAction(() => session.start());

  const allGranted = computed(() =>
    microphone.value === null || server.value === null
      ? null
      : microphone.value === 'granted' && server.value,
  );

  async function ask(): Promise<void> {
    const asked = profile.value;
    if (!asked) return;
    serverRefused.value = false;
    // Asked before any await: the browser takes this question only during the click.
    const answer = server.value ? Promise.resolve(true) : permissions.requestServer(asked);
    const granted = await answer;
    server.value = granted;
    serverRefused.value = !granted;
    if (microphone.value === 'prompt') await permissions.requestMicrophone();
    microphone.value = await permissions.microphone();
  }

  function readMicrophone() {
    permissions.microphone().then(
      (permission) => {
        microphone.value = permission;
      },
      () => {
        // Where the browser cannot be asked about the permission, a request is tried.
        microphone.value = 'prompt';
      },
    );
  }

  readMicrophone();
  permissions.microphoneWasGranted().then(
    (granted) => {
      wasGranted.value = granted;
    },
    () => undefined,
  );
  onScopeDispose(
    permissions.onMicrophoneChange((permission) => {
      microphone.value = permission;
      if (permission === 'granted') asking.forget();
    }),
  );
  // A missing microphone may have been connected, so an earlier failure no longer holds.
  onScopeDispose(microphones.onChange(asking.forget));

  watch(
    profile,
    (next) => {
      if (!next) return;
      permissions.hasServer(next).then(
        (granted) => {
          server.value = granted;
        },
        () => {
          server.value = false;
        },
      );
    },
    { immediate: true },
  );
  watch(allGranted, (now, before) => {
    if (now === true && before === false) void starting.run();
  });

  return {
    state,
    reading,
    profile,
    addsServer,
    nameOf,
    microphone,
    server,
    wasGranted,
    serverRefused,
    allGranted,
    asking,
    starting,
  };
}
