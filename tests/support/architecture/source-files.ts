import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface SourceImport {
  /** The specifier as written. */
  specifier: string;
  /** The path from the project's folder for a file of the project, else null. */
  path: string | null;
  /** Whether the import is gone after compilation, so that the file is not loaded for it. */
  isTypeOnly: boolean;
}

/** One file of the product, by its path from the project's folder, always with `/`. */
export interface SourceFile {
  path: string;
  syntax: ts.SourceFile;
  imports: SourceImport[];
}

/** Reads every TypeScript and Vue file of the product, and none of the tests. */
export function readSourceFiles(): Map<string, SourceFile> {
  const paths = globSync('{entrypoints,components,utils}/**/*.{ts,vue}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.d.ts'));
  return new Map(paths.map((path) => [path, parseSource(path, readFileSync(`${root}/${path}`, 'utf8'))]));
}

/** The files that fit a pattern, as a file of `folder` would import them. */
function filesLike(pattern: string, folder: string): string[] {
  return globSync(pattern, { cwd: `${root}/${folder}` }).map((path) => `./${path.replaceAll('\\', '/')}`);
}

export function parseSource(path: string, text: string): SourceFile {
  const syntax = ts.createSourceFile(
    path,
    path.endsWith('.vue') ? scriptOf(text) : text,
    ts.ScriptTarget.Latest,
    true,
  );
  const imports: SourceImport[] = [];
  const add = (specifier: string, isTypeOnly: boolean) => {
    const isOurs = specifier.startsWith('.');
    imports.push({
      specifier,
      path: isOurs ? posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')) : null,
      isTypeOnly,
    });
  };
  walk(syntax, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    }
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    }
    const [first] = ts.isCallExpression(node) || ts.isNewExpression(node) ? (node.arguments ?? []) : [];
    if (!first || !ts.isStringLiteralLike(first)) return;
    // A worker is named by `new URL('./x.ts', import.meta.url)`.
    const isUrl =
      ts.isNewExpression(node) && node.expression.getText() === 'URL' && first.text.startsWith('.');
    const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    if (isUrl || isDynamic) add(first.text, false);
    const isGlob = ts.isCallExpression(node) && node.expression.getText() === 'import.meta.glob';
    if (isGlob) filesLike(first.text, posix.dirname(path)).forEach((each) => add(each, false));
  });
  return { path, syntax, imports };
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => {
    walk(child, visit);
  });
}

/** Every file that is loaded with `entry`, itself included, each with the import chain that leads there. */
export function reachableFrom(entry: string, files: ReadonlyMap<string, SourceFile>): Map<string, string[]> {
  const chains = new Map([[entry, [entry]]]);
  for (const [path, chain] of chains) {
    for (const each of files.get(path)?.imports ?? []) {
      if (each.path !== null && !each.isTypeOnly && !chains.has(each.path))
        chains.set(each.path, [...chain, each.path]);
    }
  }
  return chains;
}

/** The groups of files that import each other in a circle, types included (Tarjan's strongly connected components). */
export function importCircles(files: ReadonlyMap<string, SourceFile>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): number => {
    const own = order.size;
    order.set(path, own);
    open.push(path);
    let low = own;
    for (const each of files.get(path)?.imports ?? []) {
      if (each.path === null || !files.has(each.path)) continue;
      if (!order.has(each.path)) low = Math.min(low, visit(each.path));
      else if (open.includes(each.path))
        low = Math.min(low, lowest.get(each.path) ?? order.get(each.path) ?? low);
    }
    lowest.set(path, low);
    if (low === own) {
      const circle = open.splice(open.indexOf(path));
      if (circle.length > 1) circles.push(circle);
    }
    return low;
  };
  for (const path of files.keys()) if (!order.has(path)) visit(path);
  return circles;
}

function scriptOf(vue: string): string {
  return [...vue.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n');
}

/** The names of what a file exports where it declares it; overloads and merged declarations count once. */
export function exportedNames({ syntax }: SourceFile): string[] {
  const names = syntax.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    return declared.flatMap((each) => {
      const name = ts.getNameOfDeclaration(each as ts.Declaration);
      return name && ts.isIdentifier(name) ? [name.text] : [];
    });
  });
  return [...new Set(names)];
}
