/** The folders whose comments are checked, as a pattern of `globSync`. */
export const commentedFiles = '{*.{js,ts},{components,entrypoints,tests,tools,utils}/**/*.{css,mjs,ts,vue}}';

/**
 * Words at the beginning of a comment that lean on a neighbour: "Of the line in use." is understood only by a reader
 * who sees the line above. "As long as ..." and "The same file ..." name their subject.
 */
const leaningWords = [
  'Also|Else|Instead|It|Likewise|Nobody|Not|Of|So|Such|They|Those|Too',
  'Whatever|Whichever|Who|Whoever|Whom|Whose',
  'As(?! [a-z]+ as)',
  'The others?(?=[.,:;])',
  'The same(?=[.,:;]| (?:as|at|but|for|here|in|of|on|once|one|over|there|to|when|where|with)\\b)',
];
const leaning = new RegExp(`^(?:${leaningWords.join('|')})\\b`);

/** The comments of a file that begin with such a word, each in a sentence that says what to do. */
export function commentProblems(path: string, text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const beginning = commentBeginning(line, lines[index - 1] ?? '');
    return beginning !== null && leaning.test(beginning)
      ? [`${path}:${String(index + 1)}: begin with what the comment is about, and not with "${beginning}".`]
      : [];
  });
}

/** The text with which a comment begins on this line; null where none does. */
function commentBeginning(line: string, before: string): string | null {
  const isFirst = /^\s*\/\*+\s*$/.test(before) || !/^\s*(?:\/\/|\*)/.test(before);
  const [, mark, text] = /^\s*(\/\*{1,2}|\/\/|\*|<!--) (.*)$/.exec(line) ?? [];
  if (mark === undefined || text === undefined) return null;
  if (mark === '*') return /^\s*\/\*+\s*$/.test(before) ? text : null;
  return mark !== '//' || isFirst ? text : null;
}
