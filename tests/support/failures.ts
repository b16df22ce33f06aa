import type * as v from 'valibot';
import { failures } from '../../utils/domain/failure/failure-table.ts';
import type { Failure } from '../../utils/domain/failure/failure.ts';

/** Failures of every reason; where words or clicks may depend on a failure's members, one for each choice. */
export const everyFailure = Object.entries(failures).flatMap(([reason, members]) =>
  withMembers(Object.entries(members)).map((comesWith) => ({ reason, ...comesWith })),
) as Failure[];

function withMembers(members: readonly [string, v.GenericSchema][]): Record<string, unknown>[] {
  const [first, ...others] = members;
  if (!first) return [{}];
  const [name, schema] = first;
  return withMembers(others).flatMap((rest) =>
    examples(schema).map((value) => (value === undefined ? rest : { [name]: value, ...rest })),
  );
}

/** One value that a schema takes, or all values of a choice. */
function examples(schema: v.GenericSchema): unknown[] {
  const known = schema as
    | v.PicklistSchema<readonly string[], undefined>
    | v.NullableSchema<v.GenericSchema, undefined>
    | v.ExactOptionalSchema<v.GenericSchema, undefined>
    | v.LiteralSchema<string, undefined>
    | v.StringSchema<undefined>
    | v.NumberSchema<undefined>;
  switch (known.type) {
    case 'picklist':
      return [...known.options];
    case 'literal':
      return [known.literal];
    case 'exact_optional':
      return [undefined, ...examples(known.wrapped)];
    case 'nullable':
      return [null, ...examples(known.wrapped)];
    case 'string':
      return ['https://speech.example'];
    case 'number':
      return [30_000];
  }
}
