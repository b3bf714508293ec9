type WithoutMissing<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Optional keys are left out of records, not set to `undefined`. */
export function withoutMissing<T extends object>(value: T): WithoutMissing<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as WithoutMissing<T>
}
