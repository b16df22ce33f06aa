export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a text holds as JSON, or null for everything else. */
export function readJsonObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    // Whoever reads what a server sends decides what something else than JSON means.
    return null;
  }
}

/** Null for everything else, lists included. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}
