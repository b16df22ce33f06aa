import { normalized } from '../bounds/normalized.ts';

/** Something that has a name and is shown in a list with others. */
export interface Named {
  /** The name as a person, a device or a file gives it. */
  name: string;
  /** What is shown for a name in which nothing can be seen. */
  unnamed: string;
  /** Words that tell it from others of the same name, the best first. */
  marks: readonly string[];
}

/** The longest name and the longest mark that are shown whole, in characters. */
const longestName = 100;
const longestMark = 60;

/** Characters without ink: those that Unicode lets a font ignore, control characters, the empty braille cell, and a musical one. */
const inkless = /[\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\u{1D159}]/gu;

/** Characters that turn around what stands behind them, in another name too (Unicode Standard Annex 9, section 2). */
const turning = /[\u202A-\u202E\u2066-\u2069]/g;

/** Letters of Cyrillic and Greek, each with the Latin one that it looks like (Unicode Technical Standard 39, confusables). */
const twins = new Map(
  'аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvρpαa'
    .match(/../gu)
    ?.map(([letter = '', latin = '']) => [letter, latin] as const),
);

/** A letter, a digit, a sign or a symbol; a combining mark alone has nothing to stand on. */
const ink = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * What is shown for each of these names: pairwise distinct as a reader sees them, each with something to see,
 * and none longer than a line takes. A name that no other looks like is shown as it is. Names that look alike
 * get the first mark that differs among them, and where none does, a number.
 */
export function shownNames(all: readonly Named[]): string[] {
  const own = all.map(({ name, unnamed }) => shownName(name, unnamed));
  const alike = groupsOf(own);
  const isUnique = (index: number) => alike.get(lookOf(own[index] ?? ''))?.length === 1;

  let shown = own;
  const levels = all.reduce((most, { marks }) => Math.max(most, marks.length), 0);
  for (let level = 0; level < levels; level++) {
    const marks = all.map((each) => cut(each.marks[level] ?? '', longestMark));
    const next = [...shown];
    for (const group of groupsOf(shown).values()) {
      const differ = new Set(group.map((index) => lookOf(marks[index] ?? ''))).size > 1;
      if (!differ) continue;
      for (const index of group) {
        if (!isUnique(index)) next[index] = marked(shown[index] ?? '', marks[index] ?? '');
      }
    }
    shown = next;
  }

  const groups = groupsOf(shown);
  const isKept = (name: string, index: number) => isUnique(index) || groups.get(lookOf(name))?.length === 1;
  const taken = new Set(shown.filter(isKept).map(lookOf));
  const numbers = new Map<string, number>();
  return shown.map((name, index) => {
    if (isKept(name, index)) return name;
    const look = lookOf(name);
    let number = numbers.get(look) ?? 1;
    while (taken.has(lookOf(marked(name, String(number))))) number++;
    numbers.set(look, number + 1);
    const numbered = marked(name, String(number));
    taken.add(lookOf(numbered));
    return numbered;
  });
}

/** What is shown for one name that stands alone: never nothing, and no longer than a line takes. */
export function shownName(name: string, unnamed: string): string {
  return cut(([name, unnamed].find(isVisible) ?? '?').replace(turning, ''), longestName);
}

/** Whether anything can be seen of a text. */
export function isVisible(text: string): boolean {
  return ink.test(text.replace(inkless, ''));
}

/**
 * What a reader sees of a text: two texts with the same look cannot be told apart, such as one with a ligature, or with another
 * kind of hyphen (Unicode Standard Annex 15, compatibility), or with a letter of another script.
 */
export function lookOf(text: string): string {
  return normalized(text.replace(/[\t-\r]/g, ' ').replace(inkless, ''), 'NFKC')
    .replace(/[\u0370-\u052F]/g, (letter) => twins.get(letter) ?? letter)
    .replace(/[\u2010\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The indices of the names by their look. */
function groupsOf(names: readonly string[]): Map<string, number[]> {
  return Map.groupBy(names.keys(), (index) => lookOf(names[index] ?? ''));
}

function marked(name: string, mark: string): string {
  return isVisible(mark) ? `${name} · ${mark}` : name;
}

function cut(text: string, longest: number): string {
  // A character that is cut in two is replaced.
  return text.length > longest ? `${text.slice(0, longest - 1).toWellFormed()}…` : text;
}
