import fc from 'fast-check';
import type * as v from 'valibot';

/** The few kinds of schema that the product's tables are made of. */
type Known =
  | v.StringSchema<undefined>
  | v.NumberSchema<undefined>
  | v.BooleanSchema<undefined>
  | v.LiteralSchema<v.Literal, undefined>
  | v.PicklistSchema<readonly string[], undefined>
  | v.NullableSchema<v.GenericSchema, undefined>
  | v.OptionalSchema<v.GenericSchema, unknown>
  | v.ExactOptionalSchema<v.GenericSchema, undefined>
  | v.ArraySchema<v.GenericSchema, undefined>
  | v.StrictObjectSchema<v.ObjectEntries, undefined>
  | v.VariantSchema<string, v.StrictObjectSchema<v.ObjectEntries, undefined>[], undefined>;

interface Check {
  type: string;
  requirement?: unknown;
}

const numbers = fc.oneof(
  { arbitrary: fc.integer({ min: -5, max: 10_000_000 }), weight: 3 },
  { arbitrary: fc.constantFrom(0, 1, -1, 0.5), weight: 1 },
  { arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }), weight: 1 },
);

/**
 * Generates any value that a schema takes, its bounds included, so that the generator of test data cannot
 * have the same gap as its subject.
 */
export function arbitraryOf<Output>(schema: v.GenericSchema<unknown, Output>): fc.Arbitrary<Output> {
  return fromSchema(schema) as fc.Arbitrary<Output>;
}

function fromSchema(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  const checks = 'pipe' in schema ? (schema.pipe as Check[]).slice(1) : [];
  const known = schema as unknown as Known;
  switch (known.type) {
    case 'string':
      return text(checks);
    case 'number':
      return figure(checks);
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constant(known.literal);
    case 'picklist':
      return fc.constantFrom(...known.options);
    case 'nullable':
      return fc.option(fromSchema(known.wrapped));
    // What a schema has a default for is generated, so that the default is not all that is tried.
    case 'optional':
      return fromSchema(known.wrapped);
    case 'array':
      return fc.array(fromSchema(known.item), { maxLength: 5 });
    case 'strict_object':
      return record(known.entries);
    case 'variant':
      return fc.oneof(...known.options.map(({ entries }) => record(entries)));
    default:
      throw new Error(`teach arbitraryOf what a schema of type ${schema.type} takes`);
  }
}

function record(entries: v.ObjectEntries): fc.Arbitrary<unknown> {
  const members = Object.entries(entries).map(([name, schema]) => {
    const isOptional = schema.type === 'exact_optional';
    const inner = isOptional
      ? (schema as unknown as v.ExactOptionalSchema<v.GenericSchema, undefined>).wrapped
      : schema;
    return { name, isOptional, arbitrary: fromSchema(inner) };
  });
  return fc.record(Object.fromEntries(members.map(({ name, arbitrary }) => [name, arbitrary])), {
    requiredKeys: members.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    noNullPrototype: true,
  });
}

function requirement(checks: readonly Check[], type: string): unknown {
  return checks.find((each) => each.type === type)?.requirement;
}

function text(checks: readonly Check[]): fc.Arbitrary<string> {
  const pattern = requirement(checks, 'regex');
  if (pattern instanceof RegExp) return fc.stringMatching(pattern);
  const longest = requirement(checks, 'max_length');
  const minLength = checks.some(({ type }) => type === 'non_empty') ? 1 : 0;
  const short = fc.string({ minLength, maxLength: 30, unit: 'grapheme' });
  if (typeof longest !== 'number') return short;
  return fc.oneof(
    { arbitrary: short, weight: 9 },
    {
      arbitrary: fc
        .constantFrom('x', ' ', '"', '\u{1F3A4}')
        .map((each) => each.repeat(longest).slice(0, longest)),
      weight: 1,
    },
  );
}

function figure(checks: readonly Check[]): fc.Arbitrary<number> {
  const min = requirement(checks, 'min_value');
  const max = requirement(checks, 'max_value');
  const least = typeof min === 'number' ? min : -Number.MAX_VALUE;
  const most = typeof max === 'number' ? max : Number.MAX_VALUE;
  const isWhole = checks.some(({ type }) => type === 'safe_integer' || type === 'integer');
  return fc
    .oneof({ arbitrary: numbers, weight: 9 }, { arbitrary: fc.constantFrom(least, most), weight: 1 })
    .map((value) => {
      const fitted = Math.min(most, Math.max(least, isWhole ? Math.round(value) : value));
      return Object.is(fitted, -0) ? 0 : fitted;
    });
}
