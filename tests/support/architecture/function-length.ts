import ts from 'typescript';
import { walk, type SourceFile } from './source-files.ts';

/** The most lines of code of a function, without blank lines and comments. */
const longest = 60;
/**
 * The most lines of a factory, which is a function with named functions inside: most of its lines are theirs.
 */
const longestFactory = 120;

/**
 * Functions that may be longer, each with the reason. A function that was made shorter is removed from the
 * list.
 */
const exceptions: Readonly<Record<string, string>> = {
  'entrypoints/background/listen.ts listen': 'a composition root: one line for each adapter and listener',
  'entrypoints/offscreen/host.ts startHost': 'a composition root: one line for each adapter and listener',
};

/** Functions of a file that are too long, each in a sentence that says what to do. */
export function functionLengthProblems({ path, syntax }: SourceFile): string[] {
  const problems: string[] = [];
  walk(syntax, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
    const name = nameOf(node);
    const lines = linesOfCode(node.getText());
    const limit = isFactory(node) ? longestFactory : longest;
    if (lines <= limit || `${path} ${name}` in exceptions) return;
    problems.push(
      `${path}: ${name} has ${String(lines)} lines, and ${String(limit)} are the most. Split it by subject, or name it with ` +
        'its reason in tests/support/architecture/function-length.ts.',
    );
  });
  return problems;
}

/** Exceptions that are not needed any more, each in a sentence. */
export function needlessExceptions(files: readonly SourceFile[]): string[] {
  const found = new Set<string>();
  for (const { path, syntax } of files) {
    walk(syntax, (node) => {
      if (!ts.isFunctionLike(node)) return;
      const isLong = linesOfCode(node.getText()) > (isFactory(node) ? longestFactory : longest);
      if (isLong) found.add(`${path} ${nameOf(node)}`);
    });
  }
  return Object.keys(exceptions).filter((each) => !found.has(each));
}

function linesOfCode(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/?\*)/.test(line)).length;
}

function isFactory(node: ts.Node): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||=
      inner !== node &&
      (ts.isFunctionDeclaration(inner) || isNamedArrow(inner) || ts.isMethodDeclaration(inner));
  });
  return found;
}

function isNamedArrow(node: ts.Node): boolean {
  return ts.isArrowFunction(node) && ts.isVariableDeclaration(node.parent);
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return 'a function without a name';
}
