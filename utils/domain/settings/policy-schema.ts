import type * as v from 'valibot';
import { settingsSchema } from './settings.ts';

/** The part of JSON Schema that Chrome takes for managed storage: exactly one type for each node. */
export interface PolicyNode {
  title?: string;
  description?: string;
  type: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  properties?: Record<string, PolicyNode>;
  items?: PolicyNode;
}

/**
 * What the browser checks an administrator's policy against before this extension sees it, for `managed-schema.json` of the
 * build. It knows types alone; ranges and choices are checked by `settings-policy.ts`, which can say what is wrong.
 */
export function policySchema(): PolicyNode {
  return {
    type: 'object',
    properties: {
      settings: {
        title: 'Settings',
        description:
          'Any part of the settings, as in docs/settings.md. A user can change what is not locked.',
        ...nodeOf(settingsSchema),
      },
      locked: {
        title: 'Locked settings',
        description:
          'Paths that users cannot change, such as keepAwake, watch, profiles or profiles.studio.url.',
        type: 'array',
        items: { type: 'string' },
      },
    },
  };
}

/** The kinds of schema that settings are made of; there is no null in a policy. */
type Known =
  | v.StringSchema<string>
  | v.NumberSchema<string>
  | v.BooleanSchema<string>
  | v.LiteralSchema<string | number, string>
  | v.PicklistSchema<readonly string[], string>
  | v.NullableSchema<v.GenericSchema, undefined>
  | v.OptionalSchema<v.GenericSchema, undefined>
  | v.ArraySchema<v.GenericSchema, string>
  | v.StrictObjectSchema<v.ObjectEntries, string>
  | v.VariantSchema<string, v.StrictObjectSchema<v.ObjectEntries, string>[], string>;

function nodeOf(schema: unknown): PolicyNode {
  const known = schema as Known;
  switch (known.type) {
    case 'string':
    case 'picklist':
      return { type: 'string' };
    case 'literal':
      return { type: typeof known.literal === 'string' ? 'string' : 'integer' };
    case 'number':
      return { type: 'integer' };
    case 'boolean':
      return { type: 'boolean' };
    case 'nullable':
    case 'optional':
      return nodeOf(known.wrapped);
    case 'array':
      return { type: 'array', items: nodeOf(known.item) };
    case 'strict_object':
      return { type: 'object', properties: nodesOf(known.entries) };
    case 'variant':
      return {
        type: 'object',
        properties: Object.assign({}, ...known.options.map(({ entries }) => nodesOf(entries))) as Record<
          string,
          PolicyNode
        >,
      };
  }
}

function nodesOf(entries: v.ObjectEntries): Record<string, PolicyNode> {
  return Object.fromEntries(Object.entries(entries).map(([name, schema]) => [name, nodeOf(schema)]));
}
