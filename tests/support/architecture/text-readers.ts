import ts from 'typescript';
import { walk, type SourceFile } from './source-files.ts';

const ofTexts = ['split', 'match', 'matchAll', 'search', 'charAt', 'charCodeAt', 'codePointAt'];
const byLanguage = ['normalize', 'localeCompare', 'segment'];
const ofBytes = ['getUint8', 'getUint16', 'getUint32', 'getInt16', 'getInt32', 'getBigInt64', 'getBigUint64'];
const methods = new Set([...ofTexts, ...byLanguage, ...ofBytes]);
const searches = new Set(['indexOf', 'lastIndexOf', 'replace', 'replaceAll']);
const parsers = ['JSON.parse', 'Date.parse', 'URL.canParse', 'decodeURIComponent', 'atob'];
const ofNumbers = ['parseInt', 'parseFloat', 'Number.parseInt', 'Number.parseFloat'];
const functions = new Set([...parsers, ...ofNumbers]);
const constructors = new Set(['RegExp', 'URL', 'URLSearchParams', 'TextDecoder', 'Intl.Segmenter']);

/** Packages and files that read texts for others: a file that imports one of them reads texts as well. */
const sharedReaders = new Set([
  'valibot',
  'utils/signalling/http/json-object.ts',
  'utils/signalling/sdp/sdp-sections.ts',
  'utils/signalling/json-offer/json-answer.ts',
  'utils/domain/bounds/normalized.ts',
  'utils/audio/recording/ogg-page.ts',
  'utils/audio/recording/ogg-seek.ts',
  'utils/audio/recording/ogg-opus-reader.ts',
]);

/**
 * Whether a file reads texts: by patterns, by splitting and searching, or by a parser of the platform or a
 * shared one.
 */
export function takesTextApart({ syntax, imports }: SourceFile): boolean {
  let found = imports.some(
    ({ specifier, path, isTypeOnly }) => !isTypeOnly && sharedReaders.has(path ?? specifier),
  );
  walk(syntax, (node) => {
    found ||= ts.isRegularExpressionLiteral(node) || isParsing(node);
  });
  return found;
}

function isParsing(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) {
    return constructors.has(node.expression.getText()) && !isFileOfOurs(node.arguments?.[0]);
  }
  if (!ts.isCallExpression(node)) return false;
  if (functions.has(node.expression.getText())) return true;
  if (!ts.isPropertyAccessExpression(node.expression)) return false;
  const { text } = node.expression.name;
  const [first] = node.arguments;
  return methods.has(text) || (searches.has(text) && first !== undefined && ts.isStringLiteralLike(first));
}

/** Whether an argument such as `new URL('./x.worker.ts', import.meta.url)` names a file of the project. */
function isFileOfOurs(argument: ts.Expression | undefined): boolean {
  return argument !== undefined && ts.isStringLiteralLike(argument) && argument.text.startsWith('.');
}
