import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { useServices, type AudioInput } from '../services.ts';

// Chromium's own names for "whatever the system uses"; an empty id says the same here.
const systemDefaults = new Set(['', 'default', 'communications']);

/** The microphones that can be chosen beside the system's default; empty until they are known. */
export function useMicrophones(): Readonly<ShallowRef<readonly AudioInput[]>> {
  const { microphones, permissions } = useServices();
  const devices = shallowRef<readonly AudioInput[]>([]);

  function refresh() {
    microphones.list().then(
      (listed) => {
        devices.value = listed.filter(({ deviceId }) => !systemDefaults.has(deviceId));
      },
      () => {
        devices.value = [];
      },
    );
  }

  onScopeDispose(microphones.onChange(refresh));
  // Labels appear with the permission, and no device event says so.
  onScopeDispose(permissions.onMicrophoneChange(refresh));
  refresh();
  return devices;
}
