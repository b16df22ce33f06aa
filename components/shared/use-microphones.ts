import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { useServices, type AudioInput } from '../services.ts';

/** The microphones as the browser lists them, its system defaults among them; empty until they are known. */
export function useMicrophones(): Readonly<ShallowRef<readonly AudioInput[]>> {
  const { microphones, permissions } = useServices();
  const listed = shallowRef<readonly AudioInput[]>([]);

  function refresh() {
    microphones.list().then(
      (now) => {
        listed.value = now;
      },
      () => {
        listed.value = [];
      },
    );
  }

  onScopeDispose(microphones.onChange(refresh));
  // Labels appear with the permission, without any device event.
  onScopeDispose(permissions.onMicrophoneChange(refresh));
  refresh();
  return listed;
}
