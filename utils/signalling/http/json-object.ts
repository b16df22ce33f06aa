export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a text holds as JSON, or null for everything else. */
export function readJsonObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    // The caller decides what anything but JSON means.
    return null;
  }
}

/** A value as an object; null for everything else, lists included. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}
