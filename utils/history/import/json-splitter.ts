/** What to do with a value of a JSON text: hand it on as text, descend into it, or skip it. */
export type JsonPlan =
  | { type: 'skip' }
  | { type: 'take'; onValue(text: string): void }
  | { type: 'object'; members: ReadonlyMap<string, JsonPlan>; on: JsonPlace }
  | { type: 'list'; items: JsonPlan; on: JsonPlace };

/**
 * Called at the beginning and the end of an object or a list; `onOther` where the text has another kind of
 * value in its place.
 */
interface JsonPlace {
  onOpen?(): void;
  onClose?(): void;
  onOther?(): void;
}

/** The error for a text that is not JSON. */
export class JsonSyntaxError extends Error {
  constructor(options?: ErrorOptions) {
    super('this is no JSON', options);
    this.name = 'JsonSyntaxError';
  }
}

interface Opened {
  plan: Extract<JsonPlan, { type: 'object' | 'list' }>;
  /** What may come next in the text. */
  next: 'value-or-end' | 'value' | 'name-or-end' | 'name' | 'colon' | 'comma-or-end';
  /** What to do with the value of the object's member that was named last. */
  named: JsonPlan;
}

/** A name or a value whose end is not found yet. */
interface Reading {
  /** Takes the text when it has ended; null where the value is skipped. */
  take: ((text: string) => void) | null;
  isName: boolean;
  parts: string[];
  length: number;
  depth: number;
  inString: boolean;
  isEscaped: boolean;
  /** Whether the value is a number, `true`, `false` or `null`, which ends where something else begins. */
  isBare: boolean;
}

const quote = 34;
const backslash = 92;
const comma = 44;
const colon = 58;
const openBrace = 123;
const closeBrace = 125;
const openBracket = 91;
const closeBracket = 93;
const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;
const skip: JsonPlan = { type: 'skip' };

/**
 * Splits a JSON text (RFC 8259) as it comes in, piece by piece, so that a text of any size can be read value
 * by value. A value that is taken is handed on as text, for `JSON.parse`, which validates it; a value that is
 * skipped is only followed to its end. A value or name of more than `longestValue` characters is refused.
 * Both functions throw a `JsonSyntaxError` where the text is not JSON.
 */
export function createJsonSplitter(whole: JsonPlan, longestValue: number) {
  const opened: Opened[] = [];
  let reading: Reading | null = null;
  let isOver = false;

  function planOfNext(inside: Opened | undefined): JsonPlan {
    if (!inside) return whole;
    return inside.plan.type === 'list' ? inside.plan.items : inside.named;
  }

  function begin(code: number): void {
    const plan = planOfNext(opened.at(-1));
    if (plan.type === 'skip' || plan.type === 'take') {
      read(code, plan.type === 'take' ? plan.onValue : null);
      return;
    }
    if (code !== (plan.type === 'list' ? openBracket : openBrace)) {
      plan.on.onOther?.();
      read(code, null);
      return;
    }
    opened.push({ plan, next: plan.type === 'list' ? 'value-or-end' : 'name-or-end', named: skip });
    plan.on.onOpen?.();
  }

  function read(code: number, take: Reading['take'], isName = false): void {
    const isBare = code !== quote && code !== openBrace && code !== openBracket;
    if (isBare && !/[-\dtfn]/.test(String.fromCharCode(code))) throw new JsonSyntaxError();
    reading = { take, isName, parts: [], length: 0, depth: 0, inString: false, isEscaped: false, isBare };
  }

  function end({ take, isName, parts }: Reading): void {
    reading = null;
    const inside = opened.at(-1);
    take?.(parts.join(''));
    if (isName && inside) inside.next = 'colon';
    else valueEnded(inside);
  }

  function valueEnded(inside: Opened | undefined): void {
    if (inside) inside.next = 'comma-or-end';
    else isOver = true;
  }

  function close(): void {
    opened.pop()?.plan.on.onClose?.();
    valueEnded(opened.at(-1));
  }

  function readName(code: number, inside: Opened): void {
    const { plan } = inside;
    if (code !== quote || plan.type !== 'object') throw new JsonSyntaxError();
    read(code, (text) => (inside.named = plan.members.get(nameOf(text)) ?? skip), true);
  }

  /**
   * Scans the current name or value from `from` on; returns where it ends, or the text's length where its end
   * is still to come.
   */
  function follow(current: Reading, text: string, from: number): number {
    const { at, hasEnded } = findEnd(current, text, from);
    if (current.take) {
      current.parts.push(text.slice(from, at));
      current.length += at - from;
      if (current.length > longestValue) throw new JsonSyntaxError();
    }
    if (hasEnded || at < text.length) end(current);
    return at;
  }

  /** Takes one character between names and values; a name or a value may begin with it. */
  function step(code: number): void {
    const inside = opened.at(-1);
    if (!inside) {
      if (isOver) throw new JsonSyntaxError();
      begin(code);
      return;
    }
    const isList = inside.plan.type === 'list';
    const isEnd = code === (isList ? closeBracket : closeBrace);
    switch (inside.next) {
      case 'colon':
        if (code !== colon) throw new JsonSyntaxError();
        inside.next = 'value';
        return;
      case 'comma-or-end':
        if (isEnd) close();
        else if (code === comma) inside.next = isList ? 'value' : 'name';
        else throw new JsonSyntaxError();
        return;
      case 'name-or-end':
      case 'name':
        if (isEnd && inside.next === 'name-or-end') close();
        else readName(code, inside);
        return;
      case 'value-or-end':
      case 'value':
        if (isEnd && inside.next === 'value-or-end') close();
        else begin(code);
    }
  }

  return {
    /** Takes the next piece of the text. */
    push(text: string): void {
      for (let at = 0; at < text.length;) {
        if (reading) {
          at = follow(reading, text, at);
          continue;
        }
        const code = text.charCodeAt(at);
        if (!isSpace(code)) step(code);
        // The first character of a name or a value belongs to it.
        if (!isReading()) at += 1;
      }
    },
    /** Ends the text. */
    finish(): void {
      // A number has no delimiter, so it ends with the text.
      if (reading?.isBare && opened.length === 0) end(reading);
      if (!isOver) throw new JsonSyntaxError();
    },
  };

  function isReading(): boolean {
    return reading !== null;
  }
}

/** Finds the end of the current name or value, and notes in `current` how far inside it the text ends. */
function findEnd(current: Reading, text: string, from: number): { at: number; hasEnded: boolean } {
  let { depth, inString, isEscaped } = current;
  let at = from;
  let hasEnded = false;
  for (; at < text.length && !hasEnded; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (isEscaped) isEscaped = false;
      else if (code === backslash) isEscaped = true;
      else if (code === quote) {
        inString = false;
        hasEnded = depth === 0;
      }
    } else if (current.isBare) {
      if (isSpace(code) || code === comma || code === closeBrace || code === closeBracket) break;
    } else if (code === quote) inString = true;
    else if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
      hasEnded = depth === 0;
    }
  }
  Object.assign(current, { depth, inString, isEscaped });
  return { at, hasEnded };
}

/**
 * Parses a JSON text.
 *
 * @throws JsonSyntaxError
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new JsonSyntaxError({ cause: error });
  }
}

function nameOf(text: string): string {
  return String(parseJson(text));
}
