/** What a surface of the tenant answers: status, headers and a JSON body. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A JSON object as it comes from outside: nothing is known of its values. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object, and neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
