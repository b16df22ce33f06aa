import ts from 'typescript';
import { longestTimerMs } from '../../../utils/async/timer-limit.ts';
import { walk, type SourceFile } from './source-files.ts';

/** The index of the argument that is the delay, by the name of the function. */
const delayArguments: Record<string, number> = { setTimeout: 1, setInterval: 1, timeout: 0 };

/**
 * Problems of a file's timers, with what to do: a delay has to be a constant of the file, be cut by
 * `Math.min` with such a constant, or go through `timerMs`.
 */
export function timerProblems({ path, syntax }: SourceFile): string[] {
  const constants = constantsOf(syntax);
  const problems: string[] = [];
  walk(syntax, (node) => {
    if (ts.isIdentifier(node) && isTimer(node.text) && !isCalled(node) && !ts.isTypeQueryNode(node.parent)) {
      problems.push(`${path} hands on ${node.text}: call it here, so that its delay can be seen.`);
    }
    if (!ts.isCallExpression(node)) return;
    const { expression } = node;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
    if (name === 'timeout' && expression.getText() !== 'AbortSignal.timeout') return;
    const delay = node.arguments[delayArguments[name] ?? -1];
    if (!delay || isBounded(delay, constants)) return;
    problems.push(
      `${path}: ${name} waits for ${delay.getText()}, which no constant of this file bounds. ` +
        'Pass it through timerMs of utils/async/timer-limit.ts: a delay above 2^31-1 fires at once.',
    );
  });
  return problems;
}

function isTimer(name: string): boolean {
  return name === 'setTimeout' || name === 'setInterval';
}

function isCalled(name: ts.Identifier): boolean {
  const callee = ts.isPropertyAccessExpression(name.parent) ? name.parent : name;
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee;
}

function isBounded(delay: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): boolean {
  if (ts.isCallExpression(delay)) {
    const name = delay.expression.getText();
    if (name === 'timerMs') return true;
    return name === 'Math.min' && delay.arguments.some((each) => isBounded(each, constants));
  }
  const value = valueOf(delay, constants);
  return value !== null && value <= longestTimerMs;
}

/** The value of an expression; null where it is no constant. */
function valueOf(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): number | null {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isParenthesizedExpression(node)) return valueOf(node.expression, constants);
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
    const value = constants.get(node.getText());
    return value ? valueOf(value, constants) : null;
  }
  if (!ts.isBinaryExpression(node)) return null;
  const [left, right] = [valueOf(node.left, constants), valueOf(node.right, constants)];
  if (left === null || right === null) return null;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
      return left + right;
    case ts.SyntaxKind.MinusToken:
      return left - right;
    case ts.SyntaxKind.AsteriskToken:
      return left * right;
    case ts.SyntaxKind.SlashToken:
      return left / right;
    default:
      return null;
  }
}

/** The constants at the top of a file, and the members of object constants, by how they are written. */
function constantsOf(syntax: ts.SourceFile): Map<string, ts.Expression> {
  const found = new Map<string, ts.Expression>();
  for (const statement of syntax.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if (!(statement.declarationList.flags & ts.NodeFlags.Const)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      found.set(name.getText(), initializer);
      const object = ts.isAsExpression(initializer) ? initializer.expression : initializer;
      if (!ts.isObjectLiteralExpression(object)) continue;
      for (const member of object.properties) {
        if (ts.isPropertyAssignment(member))
          found.set(`${name.getText()}.${member.name.getText()}`, member.initializer);
      }
    }
  }
  return found;
}
