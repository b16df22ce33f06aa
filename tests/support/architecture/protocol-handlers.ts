import ts from 'typescript';
import { walk, type SourceFile } from './source-files.ts';

/** The names of the members of each interface of a file. */
export function interfaceMembers({ syntax }: SourceFile): Map<string, string[]> {
  const found = new Map<string, string[]>();
  walk(syntax, (node) => {
    if (ts.isInterfaceDeclaration(node)) found.set(node.name.text, node.members.flatMap(nameOf));
  });
  return found;
}

/** The commands that these files answer for a receiver: `answerCommands('<receiver>', ..., { <here> })`. */
export function answeredCommands(receiver: string, files: readonly SourceFile[]): string[] {
  return callsOf('answerCommands', files).flatMap(([to, , handlers]) =>
    textOf(to) === receiver && handlers && ts.isObjectLiteralExpression(handlers)
      ? handlers.properties.flatMap(nameOf)
      : [],
  );
}

/** The broadcasts that these files follow: `onBroadcast(..., '<here>', ...)`. */
export function followedBroadcasts(files: readonly SourceFile[]): string[] {
  return callsOf('onBroadcast', files).flatMap(([, name]) => textOf(name) ?? []);
}

function callsOf(name: string, files: readonly SourceFile[]): (readonly ts.Expression[])[] {
  const found: (readonly ts.Expression[])[] = [];
  for (const { syntax } of files) {
    walk(syntax, (node) => {
      if (ts.isCallExpression(node) && node.expression.getText() === name) found.push([...node.arguments]);
    });
  }
  return found;
}

function textOf(node: ts.Expression | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function nameOf({ name }: ts.TypeElement | ts.ObjectLiteralElementLike): string[] {
  if (!name) return [];
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? [name.text] : [];
}
