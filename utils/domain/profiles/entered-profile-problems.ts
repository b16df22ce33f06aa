import { canBeSent, hasUnseen } from './authorization.ts';
import { profileKind } from './profile-kinds.ts';
import { profileProblems, usernameOf, type Profile } from './profile.ts';
import type { SettingsProblem } from './settings-problem.ts';

/**
 * The problems of a profile as it stands in a form. A token that cannot be sent is one there alone, as is a user name with what
 * nobody sees: settings and policies that have one are taken, because they were before.
 */
export function enteredProfileProblems(entered: Profile): SettingsProblem[] {
  const unfit = Object.entries(profileKind(entered.kind).members).flatMap(([path, { entry }]) => {
    const value: unknown = Reflect.get(entered, path);
    if (typeof value !== 'string') return [];
    const isUnfit =
      (entry === 'secret' && !canBeSent({ token: value, username: usernameOf(entered) })) ||
      (entry === 'username' && hasUnseen(value));
    return isUnfit ? [{ path, code: 'token-characters' } as const] : [];
  });
  return [...profileProblems(entered), ...unfit];
}
