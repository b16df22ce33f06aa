import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createJsonSplitter,
  JsonSyntaxError,
  type JsonPlan,
} from '../../../../utils/history/import/json-splitter.ts';

/**
 * The output of a splitter for a text that comes in these pieces: `items` are taken, all other members are
 * skipped.
 */
function split(pieces: readonly string[], longestValue = 1_000_000): string[] {
  const told: string[] = [];
  const items: JsonPlan = { type: 'take', onValue: (text) => told.push(text) };
  const on = (name: string) => ({
    onOpen: () => told.push(`${name} begin`),
    onClose: () => told.push(`${name} end`),
    onOther: () => told.push(`${name} is something else`),
  });
  const list: JsonPlan = { type: 'list', items, on: on('list') };
  const splitter = createJsonSplitter(
    { type: 'object', members: new Map([['items', list]]), on: on('whole') },
    longestValue,
  );
  for (const piece of pieces) splitter.push(piece);
  splitter.finish();
  return told;
}

/** A text, cut at these places. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = [0, ...places.map((place) => place % (text.length + 1)), text.length].toSorted(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((to, index) => text.slice(sorted[index], to));
}

describe('a JSON text that comes in pieces', () => {
  it('is split into the same values wherever it is cut, and however it is spaced', () => {
    const members = fc.dictionary(
      fc.string().filter((name) => name !== 'items'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(
        members,
        fc.array(fc.jsonValue()),
        members,
        fc.constantFrom(0, 2),
        fc.array(fc.nat()),
        (before, items, after, spaces, places) => {
          const whole = Object.fromEntries([
            ...Object.entries(before),
            ['items', items],
            ...Object.entries(after),
          ]);
          const told = split(cut(JSON.stringify(whole, null, spaces), places));
          expect(told.slice(0, 2)).toEqual(['whole begin', 'list begin']);
          expect(told.slice(-2)).toEqual(['list end', 'whole end']);
          expect(told.slice(2, -2).map((text) => JSON.parse(text) as unknown)).toEqual(
            JSON.parse(JSON.stringify(items)),
          );
        },
      ),
    );
  });

  it.each<[string, string[]]>([
    ['[]', ['whole is something else']],
    ['7', ['whole is something else']],
    ['"items"', ['whole is something else']],
    ['{"items":{"a":[1]}}', ['whole begin', 'list is something else', 'whole end']],
    ['{"items":null}', ['whole begin', 'list is something else', 'whole end']],
    ['{"__proto__":1,"constructor":{}}', ['whole begin', 'whole end']],
    ['{"it\\u0065ms":[1]}', ['whole begin', 'list begin', '1', 'list end', 'whole end']],
  ])('%s is told as what it is', (text, told) => {
    expect(split([text])).toEqual(told);
    expect(split(Array.from(text))).toEqual(told);
  });

  it.each([
    '',
    ' ',
    '{',
    '{"items"',
    '{"items":',
    '{"items":[',
    '{"items":[1',
    '{"items":[1,',
    '{"items":[1]',
    '{"items":[1,]}',
    '{"items":[,1]}',
    '{"items":[1 2]}',
    '{"items":[1}',
    '{"items" 1}',
    '{items:1}',
    '{"a":1,}',
    '{,}',
    '{"a":1 "b":2}',
    '{}{}',
    '{} 1',
    '"open',
    'hello',
    ']',
  ])('%j is refused, whole and in pieces', (text) => {
    expect(() => split([text])).toThrow(JsonSyntaxError);
    expect(() => split(Array.from(text))).toThrow(JsonSyntaxError);
  });

  it('with a value that is longer than any may be is refused before it ends', () => {
    expect(() => split(['{"items":["', 'x'.repeat(60), 'x'.repeat(60)], 100)).toThrow(JsonSyntaxError);
  });

  it('may be as deep as it is long where nobody wants it', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(split([`{"other":${deep}}`])).toEqual(['whole begin', 'whole end']);
  });
});
