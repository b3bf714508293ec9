const stepPattern = /\.([\w-]+)|\["([^"\]]+)"\]|\[(\d{1,4}|\*)\]/g

/**
 * What stands at a path of a JSON value.
 *
 * @param path `$`, `$.result.id`, `$.list[0]`, `$.list[*].name`, `$["a.b"]`
 * @returns `undefined` where nothing stands; for `[*]` a list of what stands in each item
 */
export function readPath(value: unknown, path: string): unknown {
  const steps = Array.from(path.matchAll(stepPattern), ([, key, quoted, index]) =>
    index === undefined ? (key ?? quoted!) : index === '*' ? all : Number(index),
  )
  return read(value, steps)
}

const all = Symbol('[*]')
type Step = string | number | typeof all

function read(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...further] = steps
  if (step === undefined) return value
  if (step === all) {
    if (!Array.isArray(value)) return undefined
    return value.map((item) => read(item, further)).filter((item) => item !== undefined)
  }
  if (typeof value !== 'object' || value === null) return undefined
  // A list has no keys, and a mapping no numbers; what a prototype has was not sent.
  if (Array.isArray(value) !== (typeof step === 'number') || !Object.hasOwn(value, step))
    return undefined
  return read((value as Record<string | number, unknown>)[step], further)
}
