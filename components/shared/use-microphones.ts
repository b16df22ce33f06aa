import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { useServices, type AudioInput } from '../services.ts';

// Chromium's ids for the microphone that the system uses; an empty id means the same here.
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
  // Labels appear with the permission, without any device event.
  onScopeDispose(permissions.onMicrophoneChange(refresh));
  refresh();
  return devices;
}
