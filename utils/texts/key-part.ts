/**
 * The name of a table's row as it stands in the keys of its texts: `high-loss` as `high_loss`,
 * `recovery.giveUpAfterMs` as `recovery_give_up_after_ms`. A text is found by its row, and a missing one does
 * not compile.
 */
export type KeyPart<
  Name extends string,
  Done extends string = '',
> = Name extends `${infer Letter}${infer Rest}` ? KeyPart<Rest, `${Done}${KeyLetter<Letter>}`> : Done;

type KeyLetter<Letter extends string> = Letter extends '-' | '.'
  ? '_'
  : Letter extends Lowercase<Letter>
    ? Letter
    : `_${Lowercase<Letter>}`;

export function keyPart<Name extends string>(name: Name): KeyPart<Name> {
  const words = name.replace(/[-.]/g, '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return words as KeyPart<Name>;
}
