// Maps keyed by names from a spec. They have no prototype, so that a variable may be called `__proto__`.

/** An empty map. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

export function recordFrom<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const result = emptyRecord<T>();
  for (const [key, value] of entries) result[key] = value;
  return result;
}

/** All entries of the given maps, later ones first in rank. */
export function mergeRecords<T>(...records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const result = emptyRecord<T>();
  for (const record of records) for (const key of Object.keys(record)) result[key] = required(record, key);
  return result;
}

/** The entry of this name; its absence is a bug of ours. */
export function required<T>(record: Readonly<Record<string, T>>, name: string): T {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (value === undefined) throw new Error(`internal: nothing named \`${name}\``);
  return value;
}

/** The entry of this name, undefined where there is none (also for objects with a prototype). */
export function lookUp<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** An element within bounds; another index is a bug of ours. */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) throw new Error(`internal: index ${String(index)} of ${String(array.length)}`);
  return value;
}
