import { computed, reactive, ref, type ComputedRef, type Ref } from 'vue';
import type { IceServer } from '../../utils/domain/profiles/ice-server.ts';
import type { SettingsProblem } from '../../utils/domain/profiles/settings-problem.ts';
import { enteredProfileProblems } from '../../utils/domain/profiles/entered-profile-problems.ts';
import type { Profile } from '../../utils/domain/profiles/profile.ts';

type ProblemCode = SettingsProblem['code'];

export interface ProfileDraft {
  draft: Ref<Profile>;
  /** The first problem of each field, by field such as `url` or `iceServers.0.username`. */
  problems: ComputedRef<ReadonlyMap<string, ProblemCode>>;
  /** The problem of a field that the user has left, or that a save has shown. */
  shown(field: string): ProblemCode | null;
  /** Notes that the user has left the field. */
  leave(field: string): void;
  showAll(): void;
  /** Notes that rows have moved, so that the fields left before are not those of the rows now. */
  forgetRows(): void;
}

/**
 * A profile being edited: nothing of it is stored, and a field's problem is shown only after the user has
 * left it.
 */
export function useProfileDraft(profile: Profile): ProfileDraft {
  const draft = ref(structuredClone(profile));
  const left = reactive(new Set<string>());
  const all = ref(false);

  const problems = computed(() => {
    const found = new Map<string, ProblemCode>();
    for (const problem of enteredProfileProblems(draft.value)) {
      const field = fieldOf(problem, draft.value);
      if (!found.has(field)) found.set(field, problem.code);
    }
    return found;
  });

  return {
    draft,
    problems,
    shown: (field) => ((all.value || left.has(field)) && problems.value.get(field)) || null,
    leave: (field) => left.add(field),
    showAll: () => {
      all.value = true;
    },
    forgetRows: () => {
      for (const field of left) if (field.startsWith('iceServers.')) left.delete(field);
    },
  };
}

/**
 * The field that shows a problem: that of all keywords for one of them. The problem of a whole ICE server belongs to the field that would solve it.
 */
function fieldOf({ path, code }: SettingsProblem, profile: Profile): string {
  if (path.startsWith('keywords.')) return 'keywords';
  const row = /^iceServers\.(\d+)$/.exec(path)?.[1];
  if (row === undefined || profile.kind === 'loopback') return path;
  const server = profile.iceServers[Number(row)];
  return server ? `${path}.${faultyPart(code, server)}` : path;
}

function faultyPart(code: ProblemCode, server: IceServer): keyof IceServer {
  switch (code) {
    case 'turn-credential-missing':
      return server.username === '' ? 'username' : 'credential';
    case 'stun-credential':
      return server.username === '' ? 'credential' : 'username';
    default:
      return 'url';
  }
}
